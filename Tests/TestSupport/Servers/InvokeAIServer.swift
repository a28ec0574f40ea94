import Synchronization

/// Answers as InvokeAI 6.14 does to those who read its images.
package final class InvokeAIServer: Sendable {
    package let server: LoopbackServer
    private let state: SharedState

    /// Apart from the server, whose handler would otherwise keep it alive for ever.
    private final class SharedState: Sendable {
        let value: Mutex<InvokeAIState>

        init(_ value: InvokeAIState) { self.value = Mutex(value) }
    }

    package init(address: String = "127.0.0.1", _ start: InvokeAIState = InvokeAIState()) throws {
        let state = SharedState(start)
        self.state = state
        server = try LoopbackServer(address: address) { request, connection in
            InvokeAIVisit(
                request: request, connection: connection, state: state.value.withLock { $0 },
                readFile: { name in
                    state.value.withLock { state in
                        let index = state.images.firstIndex { $0.name == name }
                        return index.map { state.images[$0].file.read() }
                    }
                }
            ).answer()
        }
    }

    package var url: String { server.url }

    package func stop() { server.stop() }

    /// Changes what the server knows, between two of its answers.
    package func set(_ change: (inout InvokeAIState) -> Void) {
        state.value.withLock { change(&$0) }
    }

    package func add(_ image: InvokeAIImage) { set { $0.images.append(image) } }

    package func add(_ board: InvokeAIBoard) { set { $0.boards.append(board) } }
}

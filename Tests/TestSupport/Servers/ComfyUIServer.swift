import Synchronization

/// Answers as ComfyUI does to those who read its history and its outputs.
package final class ComfyUIServer: Sendable {
    package let server: LoopbackServer
    private let state: SharedState

    /// Apart from the server, whose handler would otherwise keep it alive for ever.
    private final class SharedState: Sendable {
        let value = Mutex(ComfyUIState())
    }

    package init(address: String = "127.0.0.1") throws {
        let state = SharedState()
        self.state = state
        server = try LoopbackServer(address: address) { request, connection in
            ComfyUIVisit(
                request: request, connection: connection, state: state.value.withLock { $0 },
                readFile: { place in state.value.withLock { $0.files[place]?.read() } }
            ).answer()
        }
    }

    package var url: String { server.url }

    package func stop() { server.stop() }

    /// Changes what the server knows, between two of its answers.
    package func set(_ change: (inout ComfyUIState) -> Void) {
        state.value.withLock { change(&$0) }
    }

    /// - Parameter partialAnswers: how many requests find the file half-written.
    package func add(_ bytes: [UInt8], at place: ComfyUIPlace, partialAnswers: Int = 0) {
        set { $0.files[place] = HalfWritten(bytes, partialAnswers: partialAnswers) }
    }

    package func add(_ job: ComfyUIJob) { set { $0.jobs.append(job) } }
}

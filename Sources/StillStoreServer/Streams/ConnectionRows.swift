import Domain
import HTTPTypes
import Hummingbird
import Logging
import ServiceLifecycle
import StillStoreCore

/// Keeps a row in `connections` of each stream and WebSocket: made before it begins, and from then on
/// written together with all others, however many they are.
struct ConnectionRows: Service {
    let services: Services
    let logger: Logger

    /// Each change of the catalogue makes the server read again what it knew, so this is seldom.
    private static let beat = Duration.seconds(60)

    /// Who was not heard of for this long has died without saying so.
    static let silence = Duration.seconds(180)

    static func heardSince(_ now: Int64) -> Int64 { now - silence.components.seconds * 1000 }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while (try? await Task.sleep(for: ConnectionRows.beat)) != nil {
                        await write(isBeat: true)
                    }
                }
                for await _ in services.streams.endings { await write(isBeat: false) }
                group.cancelAll()
            }
        }
        // The server has stopped, and with it all that were open.
        await write(isBeat: false)
    }

    private func write(isBeat: Bool) async {
        let (open, ended) = services.streams.rows
        guard !ended.isEmpty || isBeat && !open.isEmpty else { return }
        do {
            try await services.changes.commit(as: .program) { transaction in
                try transaction.connections.close(all: ended)
                if isBeat { try transaction.connections.heartbeat(all: open) }
            }
            services.streams.forget(ended)
        } catch {
            // A busy or full store: it is due again at the next beat.
            logger.warning("connections: \(error)")
        }
    }
}

extension Exchange {
    /// Opens a stream of the caller's.
    /// - Parameter session: that it is about, if it is the caller's.
    /// - Throws: `Problem` 429.
    func openStream(session: String?) async throws -> OpenStream {
        let stream = try services.streams.open(
            viewer.userID, limit: services.limits.streamsPerUser)
        let agent = request.headers[.userAgent].map { String($0.prefix(200)) }
        do {
            let row = try await services.changes.commit(as: viewer) { [address] transaction in
                do {
                    return try transaction.connections.add(
                        session: session, address: address, agent: agent)
                } catch DomainError.notFound {
                    return try transaction.connections.add(
                        session: nil, address: address, agent: agent)
                }
            }
            stream.keep(row: row.id)
        } catch {
            // Who only listens may do so also where nothing can be written.
            logger.warning("connections: \(error)")
        }
        return stream
    }
}

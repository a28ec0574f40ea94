import Synchronization

/// Serves pictures at `/BEHAVIOUR/SEED.png`, well or in the way that the behaviour names.
///
/// With `until=N` in the query only the first N requests for that exact target are answered so,
/// and the later ones well. Whatever breaks off a body does so to GET alone and does not honour
/// ranges; to HEAD it answers as a good server.
package final class FaultServer: Sendable {
    package let server: LoopbackServer

    /// - Parameters:
    ///   - picture: the bytes for a seed, the same each time.
    ///   - onRequest: called with the number of each request before it is answered, on the
    ///     connection's thread, so that a test can end a process at that moment.
    package init(
        address: String = "127.0.0.1", picture: @escaping @Sendable (Int) -> [UInt8],
        onRequest: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        let counts = TargetCounts()
        server = try LoopbackServer(address: address) { request, connection in
            onRequest(request.number)
            let visit = FaultVisit(
                request: request, connection: connection, count: counts.next(for: request),
                picture: picture)
            guard let visit else {
                return connection.respond(404, body: Array("no such behaviour".utf8))
            }
            visit.answer()
        }
    }

    package func stop() { server.stop() }

    /// - Parameter parameters: further fields of the query, already encoded, as in `n=3&to=x`.
    package func url(
        _ behaviour: String, _ seed: Int, until: Int? = nil, parameters: String = ""
    ) -> String {
        precondition(FaultVisit.isKnown(behaviour), "no behaviour is called \(behaviour)")
        var query = parameters.isEmpty ? [] : [parameters]
        if let until { query.append("until=\(until)") }
        let target = "\(server.url)/\(behaviour)/\(seed).png"
        return query.isEmpty ? target : target + "?" + query.joined(separator: "&")
    }
}

/// How often each target was asked for.
private final class TargetCounts: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// Which request for its target this is, from 1. HEAD looks without being counted.
    func next(for request: ServedRequest) -> Int {
        counts.withLock { counts in
            let count = counts[request.target, default: 0] + 1
            if request.method != "HEAD" { counts[request.target] = count }
            return count
        }
    }
}

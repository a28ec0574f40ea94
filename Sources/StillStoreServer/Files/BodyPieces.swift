import HTTPTypes
import Hummingbird
import NIOCore

extension Exchange {
    /// Pieces of a body are put together to this much before they are written.
    private static var pieceBytes: Int { 1 << 20 }

    /// Passes the body on as it comes.
    /// - Returns: how many bytes there were. A connection that breaks may end a body as if that was all.
    /// - Throws: `Problem` 400 for one that broke otherwise; what had come was passed on.
    func receive(_ take: ([UInt8]) async throws -> Void) async throws -> UInt64 {
        wantBody()
        var piece: [UInt8] = []
        var count: UInt64 = 0
        var body = request.body.makeAsyncIterator()
        var broken: Problem?
        do {
            while let buffer = try await next(&body) {
                count += UInt64(buffer.readableBytes)
                piece += buffer.readableBytesView
                if piece.count >= Self.pieceBytes {
                    try await take(piece)
                    piece.removeAll(keepingCapacity: true)
                }
            }
        } catch let problem as Problem where problem == Self.brokenBody {
            broken = problem
        }
        if !piece.isEmpty { try await take(piece) }
        services.metrics.received(Int(count))
        if let broken { throw broken }
        return count
    }

    private static let brokenBody = Problem(
        .badRequest, "body_incomplete", "the body ended early")

    private func next(_ body: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await body.next()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Self.brokenBody
        }
    }
}

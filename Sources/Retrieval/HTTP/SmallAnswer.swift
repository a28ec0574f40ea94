package import Foundation

/// An answer that is read whole: JSON, a listing, an error's text.
final class SmallAnswer: ResponseReader {
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private let cuts: Bool

    /// - Parameter cuts: keeps the first `limit` bytes instead of failing on more.
    init(limit: Int, cuts: Bool = false) {
        self.limit = limit
        self.cuts = cuts
    }

    func head(_ head: HTTPHead) {}

    func body(_ piece: UnsafeRawBufferPointer) throws(RetrievalError) {
        if bytes.count + piece.count > limit, !cuts {
            throw RetrievalError(.badAnswer, "the answer is longer than \(limit) bytes")
        }
        bytes += piece.prefix(max(0, limit - bytes.count))
    }
}

extension HTTPClient {
    /// Sends a request and reads its answer whole, `limit` bytes at most.
    package func answer(
        to request: HTTPRequest, limit: Int = 64 << 20,
        unless isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws(RetrievalError) -> (head: HTTPHead, body: Data) {
        let reader = SmallAnswer(limit: limit)
        let head = try send(request, to: reader, unless: isStopped)
        return (head, Data(reader.bytes))
    }
}

package import Foundation

/// An answer that is read whole: JSON, a listing, an error's text.
final class SmallAnswer: ResponseReader {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func head(_ head: HTTPHead) {}

    func body(_ piece: UnsafeRawBufferPointer) throws(RetrievalError) {
        if bytes.count + piece.count > limit {
            throw RetrievalError(.badAnswer, "the answer is longer than \(limit) bytes")
        }
        bytes += piece
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

package import Foundation

/// An answer that is read whole: JSON, a listing, an error's text.
final class SmallAnswer: ResponseReader {
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private var decoder: ContentDecoder?

    typealias Whole = (head: HTTPHead, body: Data)

    init(limit: Int) { self.limit = limit }

    func head(_ head: HTTPHead) throws(RetrievalError) { decoder = try ContentDecoder(head) }

    func body(_ piece: UnsafeRawBufferPointer) throws(RetrievalError) {
        guard let decoder else { return try add(piece) }
        try decoder.feed(piece) { piece throws(RetrievalError) in try add(piece) }
    }

    /// - Parameter isEmpty: to HEAD nothing is sent.
    func finish(isEmpty: Bool) throws(RetrievalError) {
        if isEmpty { return }
        try decoder?.finish { piece throws(RetrievalError) in try add(piece) }
    }

    private func add(_ piece: UnsafeRawBufferPointer) throws(RetrievalError) {
        if bytes.count + piece.count > limit {
            throw RetrievalError(.badAnswer, "the answer is longer than \(limit) bytes")
        }
        bytes += piece
    }
}

extension HTTPClient {
    /// Sends a request and reads its answer whole, `limit` bytes at most; again where the client
    /// is one that tries again.
    package func answer(
        to request: HTTPRequest, limit: Int = 64 << 20,
        unless isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws(RetrievalError) -> (head: HTTPHead, body: Data) {
        try retried(request, isStopped) { () throws(RetrievalError) in
            let reader = SmallAnswer(limit: limit)
            let head = try send(request, to: reader, unless: isStopped)
            try reader.finish(isEmpty: request.method == .head)
            return (head, Data(reader.bytes))
        }
    }
}

package import Foundation

/// A response that is read whole: JSON, a listing, an error's text.
final class SmallAnswer: ResponseReader {
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private var decoder: ContentDecoder?

    typealias Whole = (head: HTTPHead, body: Data)

    init(limit: Int) { self.limit = limit }

    func head(_ head: HTTPHead) throws(RetrievalError) { decoder = try ContentDecoder(head) }

    func body(_ piece: UnsafeRawBufferPointer) throws(RetrievalError) {
        if let decoder {
            try decoder.feed(piece) { piece throws(RetrievalError) in try add(piece) }
        } else {
            try add(piece)
        }
    }

    // Not inlined: the optimizer of Swift 6.3.1 stops with an ownership error where it inlines a
    // closure that throws a typed error and captures the reader.
    /// - Parameter isEmpty: a response to HEAD has no body.
    @inline(never) func finish(isEmpty: Bool) throws(RetrievalError) {
        guard !isEmpty, let decoder else { return }
        try decoder.finish { piece throws(RetrievalError) in try add(piece) }
    }

    private func add(_ piece: UnsafeRawBufferPointer) throws(RetrievalError) {
        if bytes.count + piece.count > limit {
            throw RetrievalError(.badAnswer, "the answer is longer than \(limit) bytes")
        }
        bytes += piece
    }
}

extension HTTPClient {
    /// Sends a request and reads the whole response, `limit` bytes at most; again if the client
    /// retries.
    package func answer(
        to request: HTTPRequest, limit: Int = 64 << 20,
        unless isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws(RetrievalError) -> (head: HTTPHead, body: Data) {
        try answer(to: request, limit: limit, unless: isStopped) { $0 }
    }

    /// The same, passed through `read`; if it throws, the request is sent again.
    func answer<Value>(
        to request: HTTPRequest, limit: Int, unless isStopped: @escaping @Sendable () -> Bool,
        _ read: (SmallAnswer.Whole) throws(RetrievalError) -> Value
    ) throws(RetrievalError) -> Value {
        try retried(
            request, isStopped,
            { () throws(RetrievalError) in try whole(request, limit, isStopped) }, read)
    }

    private func whole(
        _ request: HTTPRequest, _ limit: Int, _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> SmallAnswer.Whole {
        let reader = SmallAnswer(limit: limit)
        let head = try send(request, to: reader, unless: isStopped)
        try reader.finish(isEmpty: request.method == .head)
        return (head, Data(reader.bytes))
    }
}

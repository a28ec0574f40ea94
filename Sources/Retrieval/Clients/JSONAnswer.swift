import Foundation

extension HTTPClient {
    /// The JSON that a server answers with.
    /// - Parameter mayBeOdd: whether something else is to be expected, and not asked for again:
    ///   of calls that not every server knows, and of entries that may be beyond reading.
    /// - Throws: `httpStatus` for a refusal, `badAnswer` for what is no JSON.
    func json(
        _ request: HTTPRequest, limit: Int, from kind: String,
        mayBeOdd: Bool = false, unless isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> Any {
        var request = request
        request.headers.append(("Accept", "application/json"))
        let url = request.url
        if mayBeOdd {
            return try json(
                in: try answer(to: request, limit: limit, unless: isStopped), url, from: kind)
        }
        return try answer(to: request, limit: limit, unless: isStopped) {
            whole throws(RetrievalError) in try json(in: whole, url, from: kind)
        }
    }

    private func json(
        in whole: SmallAnswer.Whole, _ url: String, from kind: String
    ) throws(RetrievalError) -> Any {
        let (head, body) = whole
        guard head.status == 200 else { throw head.refusal(Array(body.prefix(2048))) }
        if let value = LenientJSON.value(body) { return value }
        let path = WebAddress(url)?.path ?? ""
        let type = head["content-type"].map { String($0.prefix(60)) } ?? "no content type"
        throw RetrievalError(
            .badAnswer,
            "the answer to \(path) is not what \(kind) says: \(body.count) bytes of \(type)",
            httpStatus: head.status)
    }
}

/// A JSON object as text, in which what is nil or null is left out.
func jsonText(_ name: String, _ fields: [String: Any?]) -> String {
    let known = fields.compactMapValues { $0 is NSNull ? nil : $0 }
    let bytes = try? JSONSerialization.data(
        withJSONObject: [name: known], options: [.sortedKeys, .withoutEscapingSlashes])
    return bytes.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}

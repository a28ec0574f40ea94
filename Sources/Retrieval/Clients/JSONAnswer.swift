import Foundation

extension HTTPClient {
    /// The JSON that a server answers with.
    /// - Throws: `httpStatus` for a refusal, `badAnswer` for what is no JSON.
    func json(
        _ request: HTTPRequest, limit: Int, from kind: String,
        unless isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> Any {
        var request = request
        request.headers.append(("Accept", "application/json"))
        let (head, body) = try answer(to: request, limit: limit, unless: isStopped)
        guard head.status == 200 else { throw head.refusal(Array(body.prefix(2048))) }
        guard let value = LenientJSON.value(body) else {
            let path = WebAddress(request.url)?.path ?? ""
            let type = head["content-type"].map { String($0.prefix(60)) } ?? "no content type"
            throw RetrievalError(
                .badAnswer,
                "the answer to \(path) is not what \(kind) says: \(body.count) bytes of \(type)",
                httpStatus: head.status)
        }
        return value
    }
}

/// A JSON object as text, in which what is nil or null is left out.
func jsonText(_ name: String, _ fields: [String: Any?]) -> String {
    let known = fields.compactMapValues { $0 is NSNull ? nil : $0 }
    let bytes = try? JSONSerialization.data(
        withJSONObject: [name: known], options: [.sortedKeys, .withoutEscapingSlashes])
    return bytes.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}

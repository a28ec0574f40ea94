package import Foundation

extension HTTPHead {
    /// - Throws: when there are several that differ, or it is no number.
    func contentLength() throws(RetrievalError) -> UInt64? {
        let fields = all("content-length")
        // The same length several times over is that length (RFC 9110, 8.6); empty members of a
        // list are none (5.6.1).
        let values = Set(
            fields.flatMap { value in
                value.split(separator: ",").map { $0.trimming { $0 == " " || $0 == "\t" } }
            }
        ).subtracting([""])
        if fields.isEmpty
            || all("transfer-encoding").contains(where: { $0.lowercased() == "chunked" })
        {
            return nil
        }
        guard values.count == 1, let text = values.first, text.allSatisfy(\.isASCII),
            text.first?.isNumber == true, let length = UInt64(text)
        else {
            throw RetrievalError(
                .badAnswer, "its Content-Length cannot be read", httpStatus: status)
        }
        return length
    }

    /// `bytes 100-199/200`
    var contentRange: (first: UInt64, total: UInt64)? {
        guard let text = self["content-range"], text.lowercased().hasPrefix("bytes ") else {
            return nil
        }
        let parts = text.dropFirst(6).split { $0 == "-" || $0 == "/" }
        guard parts.count == 3, let first = UInt64(parts[0]), let last = UInt64(parts[1]),
            let total = UInt64(parts[2]), total > 0, first <= last, last == total - 1
        else { return nil }
        return (first, total)
    }

    /// The validator under which an interrupted transfer may be continued: a strong ETag, else a
    /// date. Nil if the server says that it cannot.
    func resumeValidator(hasLength: Bool) -> String? {
        guard hasLength, self["accept-ranges"]?.lowercased() != "none" else { return nil }
        if let etag = self["etag"], etag.hasPrefix("\"") { return etag }
        return self["accept-ranges"] == nil ? nil : self["last-modified"]
    }

    /// Servers should not send 206 after a change; the version in the response is checked.
    func agrees(with validator: String) -> Bool {
        let own = validator.hasPrefix("\"") ? self["etag"] : self["last-modified"]
        return own == nil || own == validator
    }

    /// An answer that is no success, in words.
    func refusal(_ body: [UInt8]) -> RetrievalError {
        var reason = "the server answered \(status)"
        if let words = HTTPHead.words[status] { reason += " \(words)" }
        if let detail = HTTPHead.detail(body) { reason += ": \(detail)" }
        return RetrievalError(
            .httpStatus, reason, httpStatus: status,
            retryAfterSeconds: self["retry-after"].flatMap { RetryAfter.seconds($0) })
    }

    private static let words = [
        202: "Accepted", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
        404: "Not Found",
        408: "Request Timeout", 409: "Conflict", 410: "Gone", 416: "Range Not Satisfiable",
        420: "Enhance Your Calm",
        429: "Too Many Requests", 451: "Unavailable For Legal Reasons",
        500: "Internal Server Error",
        502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]

    /// What buckets and generators say in their answers: `<Code>…</Code>` or `"detail": "…"`.
    private static func detail(_ body: [UInt8]) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        if let code = between("<Code>", "</Code>", text) {
            let message = between("<Message>", "</Message>", text).map { " (\($0))" } ?? ""
            return String((code + message).prefix(160))
        }
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let detail = object["detail"] as? String
        else { return nil }
        return String(detail.prefix(160))
    }

    private static func between(_ start: String, _ end: String, _ text: String) -> String? {
        guard let first = text.range(of: start),
            let last = text.range(of: end, range: first.upperBound..<text.endIndex)
        else { return nil }
        return String(text[first.upperBound..<last.lowerBound])
    }
}

/// `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3).
package enum RetryAfter {
    /// Seconds from `now`; nil for what is neither.
    package static func seconds(_ value: String, now: Date = Date()) -> Double? {
        if let seconds = Double(value), seconds >= 0, seconds.isFinite { return seconds }
        return HTTPDate.parse(value).map { max(0, $0.timeIntervalSince(now)) }
    }
}

/// The three forms of dates that must be understood (RFC 9110, 5.6.7):
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and C's
/// `Sun Nov  6 08:49:37 1994`.
package enum HTTPDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    package static func parse(_ text: String) -> Date? {
        let words = text.split { $0 == " " || $0 == "-" || $0 == "," }
        guard words.count >= 5 else { return nil }
        let isC = words[3].contains(":")
        let (dayWord, monthWord) = isC ? (words[2], words[1]) : (words[1], words[2])
        let (timeWord, yearWord) = isC ? (words[3], words[4]) : (words[4], words[3])
        guard let day = Int(dayWord), var year = Int(yearWord),
            let month = months.firstIndex(of: monthWord.lowercased())
        else { return nil }
        // The obsolete form of RFC 850 has two digits.
        if year < 70 { year += 2000 } else if year < 100 { year += 1900 }
        let time = timeWord.split(separator: ":").compactMap { Int($0) }
        guard time.count == 3 else { return nil }
        var parts = DateComponents()
        (parts.year, parts.month, parts.day) = (year, month + 1, day)
        (parts.hour, parts.minute, parts.second) = (time[0], time[1], time[2])
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(from: parts)
    }
}

import Foundation

/// A file that is served as a good server would: with validators, ranges and conditions
/// (RFC 9110, sections 13 and 14).
package struct ServedFile: Sendable {
    package var bytes: [UInt8]
    package var contentType: String
    /// With its quotation marks; nil leaves it out.
    package var entityTag: String?
    /// A date as HTTP writes it; nil leaves it out.
    package var lastModified: String?
    package var honoursRanges = true
    package var honoursIfRange = true
    /// Sent with the whole file only: a checksum of the file would be false of a part.
    package var wholeHeaders: [(String, String)] = []
    /// Sent with every answer that has bytes of the file.
    package var headers: [(String, String)] = []

    /// - Parameter age: moves `lastModified`, so that files differ; the tag follows the bytes.
    package init(_ bytes: [UInt8], contentType: String = "image/png", age: Int = 0) {
        self.bytes = bytes
        self.contentType = contentType
        entityTag = "\"\(Checksums.hex(Checksums.crc32c(bytes)))-\(bytes.count)\""
        // Any date in the past does, as long as it stays the same for a file.
        let date = Date(timeIntervalSince1970: 1_700_000_000 + Double(age % 10_000_000))
        lastModified = HTTPDate.text(date)
    }

    /// The headers of an answer with the whole file, but for its length.
    package var wholeAnswerHeaders: [(String, String)] {
        [("Content-Type", contentType)] + validators + wholeHeaders + headers
    }

    package func respond(to request: ServedRequest, over connection: ServedConnection) {
        if isUnchanged(for: request) {
            return connection.respond(304, headers: validators)
        }
        guard honoursRanges, let text = request.headers["range"], isSame(for: request),
            let range = ByteRange(text)
        else {
            return connection.respond(200, headers: wholeAnswerHeaders, body: bytes)
        }
        guard let part = range.resolved(in: bytes.count) else {
            let unmet = ("Content-Range", "bytes */\(bytes.count)")
            return connection.respond(416, headers: [unmet])
        }
        let place = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(bytes.count)"
        connection.respond(
            206,
            headers: [("Content-Type", contentType), ("Content-Range", place)] + validators
                + headers,
            body: Array(bytes[part]))
    }

    private var validators: [(String, String)] {
        var validators: [(String, String)] = []
        if let entityTag { validators.append(("ETag", entityTag)) }
        if let lastModified { validators.append(("Last-Modified", lastModified)) }
        if honoursRanges { validators.append(("Accept-Ranges", "bytes")) }
        return validators
    }

    private func isUnchanged(for request: ServedRequest) -> Bool {
        if let tags = request.headers["if-none-match"] {
            guard let entityTag else { return false }
            return tags == "*"
                || tags.split(separator: ",").contains { tag in
                    // This comparison alone takes weak tags for strong ones.
                    let tag = tag.trimmingCharacters(in: .whitespaces)
                    return tag == entityTag || tag == "W/" + entityTag
                }
        }
        guard let text = request.headers["if-modified-since"], let since = HTTPDate.date(text),
            let modified = lastModified.flatMap(HTTPDate.date)
        else { return false }
        return modified <= since
    }

    /// Whether the client's part belongs to this file; true when it does not ask.
    private func isSame(for request: ServedRequest) -> Bool {
        guard honoursIfRange, let condition = request.headers["if-range"] else { return true }
        return condition == entityTag || condition == lastModified
    }
}

/// A single range of a `Range` header; nil for several, which a server may ignore.
struct ByteRange: Equatable {
    private var first: Int?
    private var last: Int?

    init?(_ text: String) {
        guard text.hasPrefix("bytes=") else { return nil }
        let ends = text.dropFirst("bytes=".count)
            .split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends[0].isEmpty || Int(ends[0]) != nil,
            ends[1].isEmpty || Int(ends[1]) != nil
        else { return nil }
        (first, last) = (Int(ends[0]), Int(ends[1]))
        switch (first, last) {
        case (nil, nil): return nil
        case (let first?, let last?) where last < first: return nil
        default: return
        }
    }

    /// Nil when the range lies past the end.
    func resolved(in count: Int) -> Range<Int>? {
        guard let first else {
            let length = min(last ?? 0, count)
            return length == 0 ? nil : count - length..<count
        }
        guard first < count else { return nil }
        return first..<(last.map { min($0, count - 1) + 1 } ?? count)
    }
}

/// Dates as HTTP writes them (RFC 9110, section 5.6.7).
enum HTTPDate {
    static func text(_ date: Date) -> String { formatter().string(from: date) }

    static func date(_ text: String) -> Date? { formatter().date(from: text) }

    private static func formatter() -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter
    }
}

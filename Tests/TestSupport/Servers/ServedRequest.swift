import Foundation

/// A request that a test server has read completely.
package struct ServedRequest: Sendable {
    /// The place of the request among all that the server has received, from 1.
    package let number: Int
    package let method: String
    /// The target as it was sent, with its query and its percent signs.
    package let target: String
    /// The target without its query, decoded.
    package let path: String
    /// The decoded values of each name in the query, in their order.
    package let query: [String: [String]]
    /// By names in lower case; what was sent more than once is joined by commas.
    package let headers: [String: String]
    package let body: [UInt8]

    /// The first value of a name in the query.
    package func parameter(_ name: String) -> String? { query[name]?.first }

    init(number: Int, head: RequestHead, body: [UInt8]) {
        self.number = number
        self.body = body
        method = head.method
        target = head.target
        headers = head.headers
        let parts = head.target.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts[0].removingPercentEncoding ?? String(parts[0])
        query = parts.count == 2 ? Self.decoded(query: parts[1]) : [:]
    }

    private static func decoded(query: Substring) -> [String: [String]] {
        var values: [String: [String]] = [:]
        for field in query.split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { part in
                    // Servers read a plus sign in a query as a space, as forms send it.
                    let spaced = part.replacing("+", with: " ")
                    return spaced.removingPercentEncoding ?? String(spaced)
                }
            values[pair[0], default: []].append(pair.count == 2 ? pair[1] : "")
        }
        return values
    }
}

/// The request line and the header lines.
struct RequestHead {
    let method: String
    let target: String
    let headers: [String: String]
    let keepsAlive: Bool

    /// Nil when the text is no head of an HTTP/1 request.
    init?(_ text: String) {
        // Swift takes a carriage return with its line feed for one character.
        var lines = text.split(separator: "\r\n")[...]
        guard let first = lines.popFirst() else { return nil }
        let words = first.split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        method = String(words[0])
        target = String(words[1])
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers[name] = headers[name].map { $0 + ", " + value } ?? value
        }
        self.headers = headers
        let wish = headers["connection"]?.lowercased()
        keepsAlive = words[2] == "HTTP/1.0" ? wish == "keep-alive" : wish != "close"
    }
}

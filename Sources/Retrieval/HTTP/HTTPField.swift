/// A request header that a person asked for.
package struct HTTPField: Sendable, Equatable {
    package let name, value: String

    /// `Name: value`, as it is typed; nil for what is no header (RFC 9110, 5.1 and 5.5).
    package init?(typed text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = text[..<colon]
        let value = text[text.index(after: colon)...].trimming { $0 == " " || $0 == "\t" }
        let marks = "!#$%&'*+-.^_`|~"
        guard !name.isEmpty,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || marks.contains($0)) }),
            value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
        else { return nil }
        self.name = String(name)
        self.value = String(value)
    }

    /// Headers that every request has anyway, and those that say where a message ends.
    private static let own: Set<String> = [
        "host", "range", "if-range", "if-none-match", "if-modified-since", "accept-encoding",
        "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect",
        "proxy-authorization",
    ]

    /// Whether it may be asked for.
    package var isFree: Bool { !HTTPField.own.contains(name.lowercased()) }
}

extension HTTPRequest {
    /// Adds what the run's own settings say. Headers may be secrets: they go to hosts that a
    /// person named, and a redirect to another leaves them behind like all others.
    mutating func add(_ settings: TransferSettings) throws(RetrievalError) {
        if let referer = settings.referer { headers.append(("Referer", referer)) }
        if settings.headers.isEmpty { return }
        let place = try HTTPPlace(url)
        let host = place.host.contains(":") ? "[\(place.host)]" : place.host
        guard addresses.names(host: "\(host):\(place.port)") else { return }
        for field in settings.headers {
            let name = field.name.lowercased()
            // What a signature covers, and the token of a generator, are not replaced.
            let isSet = headers.contains { $0.name.lowercased() == name }
            if isSet, name == "authorization" || name.hasPrefix("x-amz-") { continue }
            if name == "authorization" { credentials = nil }
            headers.removeAll { $0.name.lowercased() == name }
            headers.append((field.name, field.value))
        }
    }
}

/// Reads XML 1.0 with namespaces, one event at a time: what XMP needs and no more. Document types
/// and their entities are passed over, so there is nothing to expand.
struct XMLScanner {
    struct Name: Equatable {
        let namespace: String
        let local: String
    }

    struct Attribute {
        let name: Name
        let value: String
    }

    enum Event {
        case open(Name, [Attribute])
        case close
        case text(String)
    }

    private(set) var problem: String?

    private let bytes: [UInt8]
    private var position = 0
    private let depthLimit: Int
    /// The prefixes that each open element declares.
    private var scopes: [[(prefix: String, uri: String)]] = []
    private var hasPendingClose = false

    private var itemsLeft = 100_000
    private var declared = 0

    private static let attributeLimit = 512
    /// Packets declare a dozen. Each name is looked up among them.
    private static let namespaceLimit = 64

    init(_ bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func next() -> Event? {
        if hasPendingClose {
            hasPendingClose = false
            return close()
        }
        while position < bytes.count {
            itemsLeft -= 1
            guard itemsLeft > 0 else {
                problem = "more XML than is read"
                return nil
            }
            guard bytes[position] == UInt8(ascii: "<") else {
                if let text = text() { return .text(text) }
                continue
            }
            let rest = bytes[position...]
            if rest.starts(with: "<!--") {
                skip(past: "-->")
            } else if rest.starts(with: "<![CDATA[") {
                if let text = characterData() { return .text(text) }
            } else if rest.starts(with: "<?") {
                skip(past: "?>")
            } else if rest.starts(with: "<!") {
                skip(past: ">")
            } else if rest.starts(with: "</") {
                skip(past: ">")
                if let event = close() { return event }
            } else if let event = open() {
                return event
            } else {
                return nil
            }
        }
        return nil
    }

    private mutating func close() -> Event? {
        guard !scopes.isEmpty else { return nil }
        declared -= scopes.removeLast().count
        return .close
    }

    private mutating func skip(past end: StaticString) {
        position =
            ByteSearch.first(end, in: bytes, from: position).map { $0 + end.utf8CodeUnitCount }
            ?? bytes.count
    }

    private mutating func characterData() -> String? {
        let start = position + 9
        skip(past: "]]>")
        let end = max(start, position - 3)
        guard end <= bytes.count, start < end else { return nil }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func text() -> String? {
        let start = position
        position = bytes[start...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        let text = bytes[start..<position]
        guard text.contains(where: { !isXMLSpace($0) }) else { return nil }
        return XMLEntities.decode(text)
    }

    private mutating func open() -> Event? {
        guard scopes.count < depthLimit else {
            problem = "XML nested deeper than \(depthLimit)"
            position = bytes.count
            return nil
        }
        position += 1
        let name = word()
        var attributes: [(name: String, value: String)] = []
        while true {
            skipSpace()
            guard position < bytes.count else {
                problem = "the XML ends inside a tag"
                return nil
            }
            if bytes[position] == UInt8(ascii: ">") {
                position += 1
                break
            }
            if bytes[position...].starts(with: "/>") {
                position += 2
                hasPendingClose = true
                break
            }
            guard let attribute = attribute(), attributes.count < Self.attributeLimit else {
                problem = "an attribute that cannot be read"
                position = bytes.count
                return nil
            }
            attributes.append(attribute)
        }
        return resolve(name, attributes)
    }

    private mutating func resolve(
        _ name: String, _ attributes: [(name: String, value: String)]
    ) -> Event {
        itemsLeft -= attributes.count
        var scope: [(prefix: String, uri: String)] = []
        for attribute in attributes where declared + scope.count < Self.namespaceLimit {
            if attribute.name == "xmlns" { scope.append(("", attribute.value)) }
            if attribute.name.hasPrefix("xmlns:") {
                scope.append((String(attribute.name.dropFirst(6)), attribute.value))
            }
        }
        declared += scope.count
        scopes.append(scope)
        let plain = attributes.filter { !$0.name.hasPrefix("xmlns") }
        return .open(
            qualified(name, isAttribute: false),
            plain.map { Attribute(name: qualified($0.name, isAttribute: true), value: $0.value) })
    }

    /// An attribute without a prefix is in no namespace (Namespaces in XML, 6.2).
    private func qualified(_ name: String, isAttribute: Bool) -> Name {
        let parts = name.split(separator: ":", maxSplits: 1)
        let prefix = parts.count == 2 ? String(parts[0]) : ""
        let local = parts.last.map(String.init) ?? name
        guard parts.count == 2 || !isAttribute else { return Name(namespace: "", local: local) }
        for scope in scopes.reversed() {
            if let found = scope.last(where: { $0.prefix == prefix }) {
                return Name(namespace: found.uri, local: local)
            }
        }
        return Name(namespace: "", local: local)
    }

    private mutating func attribute() -> (name: String, value: String)? {
        let name = word()
        skipSpace()
        guard !name.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
            return nil
        }
        position += 1
        skipSpace()
        guard position < bytes.count else { return nil }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: quote) else { return nil }
        position = end + 1
        return (name, XMLEntities.decode(bytes[start..<end]))
    }

    private mutating func word() -> String {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if isXMLSpace(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ">")
                || byte == UInt8(ascii: "/")
            {
                break
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while position < bytes.count, isXMLSpace(bytes[position]) { position += 1 }
    }
}

private func isXMLSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}

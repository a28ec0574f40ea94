/// What a file says of its maker rather than of the picture. Exports and shared pages leave it out
/// unless they are asked for it.
package struct PrivateDetail: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        case author, account, path
        case signedAddress = "signed address"
    }

    package var kind: Kind
    package var text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    /// Whether a name is an address that grants access, or a path on somebody's disk.
    static func reveals(_ name: String) -> Bool { kind(of: name) != nil }

    static func kind(of name: String) -> Kind? {
        if ByteSearch.contains("://", in: name) {
            return name.utf8.contains(UInt8(ascii: "?")) ? .signedAddress : nil
        }
        let bytes = Array(name.utf8.prefix(4))
        let isDrive =
            bytes.count > 2 && bytes[1] == UInt8(ascii: ":")
            && (bytes[2] == UInt8(ascii: "\\") || bytes[2] == UInt8(ascii: "/"))
        return isDrive || name.hasPrefix("/") || name.hasPrefix("~/") || name.hasPrefix("\\\\")
            ? .path : nil
    }
}

import ContentStore
package import StillStoreCore
import Values

/// How a bucket path is made from what is known of a file: text with fields in braces, such as
/// `uploads/{user_id}/{timestamp}_{filename}`. Two braces stand for one.
package struct PathTemplate: Sendable, Equatable {
    package enum Field: String, Sendable, CaseIterable {
        case relativePath = "relative_path"
        case filename, stem, ext, digest, timestamp
        case userID = "user_id"
        case jobID = "job_id"
        case index
    }

    private enum Part: Sendable, Equatable {
        case text([UInt8])
        case field(Field)
    }

    private let parts: [Part]

    package static let standard = PathTemplate(parts: [.field(.relativePath)])

    private init(parts: [Part]) { self.parts = parts }

    /// - Throws: `RequestError` for an unknown field or a brace without its other.
    package init(_ text: String) throws(RequestError) { try self.init(bytes: Array(text.utf8)) }

    /// The same of a template in any bytes.
    package init(bytes: [UInt8]) throws(RequestError) {
        let text = EscapedName.text(bytes)
        var parts: [Part] = []
        var literal: [UInt8] = []
        var rest = bytes[...]
        let (open, close) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
        while let byte = rest.popFirst() {
            if byte == open || byte == close, rest.first == byte {
                literal.append(byte)
                rest.removeFirst()
            } else if byte == open {
                guard let end = rest.firstIndex(of: close) else {
                    throw RequestError.template(.openBrace(text))
                }
                let name = String(decoding: rest[..<end], as: UTF8.self)
                guard let field = Field(rawValue: name) else {
                    let known = Field.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
                    throw RequestError.template(.unknownField(name, known: known))
                }
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = []
                parts.append(.field(field))
                rest = rest[(end + 1)...]
            } else if byte == close {
                throw RequestError.template(.closeBrace(text))
            } else {
                literal.append(byte)
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        self.parts = parts
    }

    package func uses(_ field: Field) -> Bool { parts.contains(.field(field)) }

    /// What the fields stand for, for one file.
    struct Values {
        var relativePath: [UInt8]
        var filename: [UInt8]
        /// Of the content, without a dot.
        var ext: String
        var digest: Digest
        /// UTC milliseconds: when the file was last changed, so that a repeated run gives the
        /// same path.
        var timestamp: Int64
        var userID: String?
        var jobID: String?
        /// Counts the files of a run from 1.
        var index: Int
    }

    /// The template that is left when the fields that `value` knows have been filled in.
    func filling(_ value: (Field) -> [UInt8]?) -> PathTemplate {
        PathTemplate(
            parts: parts.map { part in
                guard case .field(let field) = part, let bytes = value(field) else { return part }
                return .text(bytes)
            })
    }

    /// Whether both are one but for the numbers that stand for `{index}` in `self`.
    func agrees(with numbered: PathTemplate) -> Bool {
        func agree(_ pattern: ArraySlice<Unit>, _ text: ArraySlice<Unit>) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            if first != .field(.index) {
                return text.first == first && agree(pattern.dropFirst(), text.dropFirst())
            }
            var rest = text
            while case .byte(let byte) = rest.first, (48...57).contains(byte) {
                rest.removeFirst()
                if agree(pattern.dropFirst(), rest) { return true }
            }
            return false
        }
        return agree(units[...], numbered.units[...])
    }

    private enum Unit: Equatable {
        case byte(UInt8)
        case field(Field)
    }

    private var units: [Unit] {
        parts.flatMap { part -> [Unit] in
            switch part {
            case .text(let bytes): bytes.map { .byte($0) }
            case .field(let field): [.field(field)]
            }
        }
    }

    /// The same template with text before it.
    func prefixed(by bytes: [UInt8]) -> PathTemplate {
        bytes.isEmpty ? self : PathTemplate(parts: [.text(bytes)] + parts)
    }

    static func literal(_ bytes: [UInt8]) -> PathTemplate { PathTemplate(parts: [.text(bytes)]) }

    /// As it is typed.
    var bytes: [UInt8] {
        parts.flatMap { part -> [UInt8] in
            switch part {
            case .text(let bytes):
                bytes.flatMap { byte in
                    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") ? [byte, byte] : [byte]
                }
            case .field(let field): Array("{\(field.rawValue)}".utf8)
            }
        }
    }

    func path(_ values: Values) -> [UInt8] {
        parts.flatMap { part -> [UInt8] in
            switch part {
            case .text(let bytes): bytes
            case .field(let field): value(field, values)
            }
        }
    }

    private func value(_ field: Field, _ values: Values) -> [UInt8] {
        switch field {
        case .relativePath: values.relativePath
        case .filename: values.filename
        case .stem: stem(values.filename)
        case .ext: Array(values.ext.utf8)
        case .digest: Array(values.digest.hex.utf8)
        case .timestamp: Array(String(values.timestamp).utf8)
        case .userID: Array((values.userID ?? "").utf8)
        case .jobID: Array((values.jobID ?? "").utf8)
        case .index: Array(String(values.index).utf8)
        }
    }
}

/// A name without its last extension; a leading dot begins no extension.
package func stem(_ name: [UInt8]) -> [UInt8] {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return name }
    return Array(name[..<dot])
}

/// A name's last extension without its dot, or nothing.
func nameExtension(_ name: [UInt8]) -> [UInt8] {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return [] }
    return Array(name[(dot + 1)...])
}

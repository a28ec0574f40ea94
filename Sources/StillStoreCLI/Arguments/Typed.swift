import ArgumentParser
import ContentStore
import Retrieval
import StillStoreCore
import Values

/// Typed arguments, from the encoded text that the parser returns (`ArgumentEscape`). Every option
/// and argument that is not a number or a keyword uses one of these types.
enum Typed {
    /// The name of a file or directory, in any bytes.
    static func path(_ argument: String) throws -> FilePath {
        let bytes = ArgumentEscape.bytes(argument)
        if bytes.isEmpty { throw ValidationError("A name of a file or directory is empty.") }
        return FilePath(bytes: bytes)
    }

    /// A bucket, a path in it, or a part of one, in any bytes.
    static func bytes(_ argument: String) -> NameBytes {
        NameBytes(bytes: ArgumentEscape.bytes(argument))
    }

    /// The name of an asset or a bucket: as the catalogue writes it or, if it is not UTF-8, as the
    /// file is named.
    static func name(_ argument: String) -> String { name(ArgumentEscape.bytes(argument)) }

    /// The same for the lines of a list.
    static func names(in list: FilePath) throws -> [String] { try readNames(list).map(name) }

    private static func name(_ bytes: [UInt8]) -> String { EscapedName.readable(bytes) }

    /// An address; bytes that are not UTF-8 are percent-encoded, as servers expect.
    static func address(_ argument: String) throws -> String {
        do throws(RetrievalError) {
            return try SourceURI.text(ArgumentEscape.bytes(argument))
        } catch {
            throw ValidationError(error.reason)
        }
    }

    /// Text, which is UTF-8.
    static func text(_ argument: String) throws -> String {
        let bytes = ArgumentEscape.bytes(argument)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ValidationError("It is not UTF-8: \(printable(EscapedName.readable(bytes)))")
        }
        return text
    }

    static func pattern(_ argument: String) -> NamePattern {
        NamePattern(bytes: ArgumentEscape.bytes(argument))
    }
}

/// Bytes of a name, as typed.
struct NameBytes: Sendable, Equatable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// - Parameter standard: the default of an option.
    init(_ standard: String) { bytes = Array(standard.utf8) }

    var isEmpty: Bool { bytes.isEmpty }

    var text: String { EscapedName.readable(bytes) }

    /// The bucket and the path of BUCKET/PATH; nil without a slash.
    var bucketAndPath: (bucket: [UInt8], path: [UInt8])? {
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return (Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
    }
}

extension NameBytes: CustomStringConvertible {
    /// A default as the help shows it.
    var description: String { text }
}

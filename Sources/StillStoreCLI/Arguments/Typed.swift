import ArgumentParser
import ContentStore
import Retrieval
import StillStoreCore
import Values

/// What arguments are, from the text that the parser hands out: see `ArgumentEscape`. Every option
/// and argument that is not a number or one of a few words goes through one of these.
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

    /// What an asset or a bucket is called: as the catalogue writes it, or, of a name that is not
    /// UTF-8, as the file is called.
    static func name(_ argument: String) -> String { name(ArgumentEscape.bytes(argument)) }

    /// The same of the lines of a list.
    static func names(in list: FilePath) throws -> [String] { try readNames(list).map(name) }

    private static func name(_ bytes: [UInt8]) -> String { EscapedName.readable(bytes) }

    /// An address; a byte that is not UTF-8 is percent-encoded, as servers expect it.
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

    /// - Parameter standard: of an option's default.
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
    /// As the help shows a default.
    var description: String { text }
}

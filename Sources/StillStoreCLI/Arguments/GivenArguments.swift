import ContentStore
import Foundation
import Values

/// The command line as bytes, as received from the system.
///
/// `CommandLine.arguments` replaces invalid UTF-8, and would name another file. The parser gets
/// text that encodes the bytes, and its results are decoded again (`Typed`).
enum GivenArguments {
    private static let all: [[UInt8]] = (0..<Int(CommandLine.argc)).compactMap { index in
        CommandLine.unsafeArgv[index].map { bytes(of: $0) }
    }

    /// Encoded, for the parser.
    static var escaped: [String] { all.dropFirst().map(ArgumentEscape.text) }

    /// For the record of a run: readable, and without credentials.
    static var recorded: [String] {
        keptArguments(all.dropFirst().map(EscapedName.readable))
    }
}

/// An environment variable, byte for byte; nil if it is unset or empty.
func environmentBytes(_ name: String) -> [UInt8]? {
    guard let value = getenv(name) else { return nil }
    let bytes = bytes(of: value)
    return bytes.isEmpty ? nil : bytes
}

private func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}

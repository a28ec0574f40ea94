import ContentStore
import Foundation
import Values

/// The command line as the system gave it: bytes.
///
/// `CommandLine.arguments` repairs what is not UTF-8, and would name another file. The parser sees
/// text that stands for the bytes, and what it hands out is turned back (`Typed`).
enum GivenArguments {
    private static let all: [[UInt8]] = (0..<Int(CommandLine.argc)).compactMap { index in
        CommandLine.unsafeArgv[index].map { bytes(of: $0) }
    }

    /// For the parser.
    static var escaped: [String] { all.dropFirst().map(ArgumentEscape.text) }

    /// For the record of a run: readable, and without credentials.
    static var recorded: [String] {
        keptArguments(all.dropFirst().map(EscapedName.readable))
    }
}

/// A variable of the environment, byte for byte; nil where it is not set or empty.
func environmentBytes(_ name: String) -> [UInt8]? {
    guard let value = getenv(name) else { return nil }
    let bytes = bytes(of: value)
    return bytes.isEmpty ? nil : bytes
}

private func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}

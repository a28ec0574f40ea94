import ContentStore
import Foundation
import Synchronization
import Values
import Wire

/// Prints results to standard output, and everything else to standard error.
enum Console {
    private static let lines = Mutex<Void>(())

    /// Ends the program if standard output cannot be written: lost results must not look like
    /// success.
    static func result(_ text: String) { result(bytes: Array(text.utf8)) }

    private static func result(bytes: [UInt8]) {
        lines.withLock { _ in
            if (bytes + [UInt8(ascii: "\n")]).withUnsafeBytes(StandardStreams.write) { return }
            let words = "stillstore: standard output cannot be written\n"
            try? FileHandle.standardError.write(contentsOf: Data(words.utf8))
            exit(3)
        }
    }

    /// A path for scripts: escaped on a terminal, byte for byte elsewhere.
    static func path(_ path: FilePath) {
        if isatty(1) == 1 { return result(printable(path.text)) }
        result(bytes: path.bytes)
    }

    static func message(_ text: String) {
        lines.withLock { _ in
            try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
        }
    }

    /// Replaces the current line of the terminal; for progress only.
    static func status(_ text: String) {
        lines.withLock { _ in
            try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(text)".utf8))
        }
    }

    static let isErrorTerminal = isatty(2) == 1

    /// One JSON object on one line.
    static func json(_ value: some WireJSON) {
        guard let line = try? value.line() else { return }
        result(terminalSafe(line))
    }

    /// The encoder escapes ASCII control characters; others may act on a terminal too. In JSON they
    /// occur in strings only.
    private static func terminalSafe(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: isControl) else { return json }
        return json.unicodeScalars.map { scalar in
            guard isControl(scalar) else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}

/// Text that is safe to show on a terminal: control characters in names must not act.
func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.map { scalar in
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        case _ where isControl(scalar): "\\u{\(String(scalar.value, radix: 16))}"
        default: String(scalar)
        }
    }.joined()
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    return isControlBeyondASCII(scalar)
}

private func isControlBeyondASCII(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Also characters that change the direction of surrounding text (Unicode's Bidi_Control).
    default:
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            || [0x061C, 0x200E, 0x200F].contains(scalar.value)
    }
}

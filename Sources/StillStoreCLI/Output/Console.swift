import Foundation
import Synchronization

/// Where text goes: results to standard output, everything else to standard error.
enum Console {
    private static let lines = Mutex<Void>(())

    /// Ends the program when standard output cannot be written: results that nobody gets must
    /// not look like success.
    static func result(_ text: String) {
        lines.withLock { _ in
            do {
                try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
            } catch {
                let words = "stillstore: standard output cannot be written\n"
                try? FileHandle.standardError.write(contentsOf: Data(words.utf8))
                exit(3)
            }
        }
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

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// One JSON object on one line.
    static func json(_ value: some Encodable) {
        guard let data = try? encoder.encode(value) else { return }
        result(String(decoding: data, as: UTF8.self))
    }
}

/// Text as it may be shown on a terminal: a name's control characters must not act.
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
    // Also what turns the direction of the text round it.
    scalar.properties.generalCategory == .control
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
}

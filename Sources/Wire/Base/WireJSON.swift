import Foundation

/// A resource or an event as JSON, the same wherever the program shows it: `--json` today, a server
/// later. `docs/json.md` describes each; a test compares the two.
///
/// Names are snake_case, the words of the catalogue. What does not apply is absent, never `null`.
/// Times are `Timestamp`s, sizes are numbers of bytes, lengths of time are in seconds unless the
/// name says otherwise.
package protocol WireJSON: Codable, Sendable {}

extension WireJSON {
    /// The object on one line, its fields in the order of their names.
    package func line() throws -> String {
        String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

private let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
}()

/// To the millisecond.
func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }

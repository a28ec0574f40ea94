package import ContentStore
import Foundation
package import Values

/// Reads one file of the journal, line by line, as a stream: memory follows the longest line.
package struct ReadJournal {
    /// A line as it was understood, or why it was not.
    package enum Line {
        case fact(JournalFact, number: Int)
        case malformed(reason: String, number: Int)
    }

    /// A sealed address of 64 MiB, as base64, with all that is beside it.
    package static let lineLimit = 96 << 20
    private static let pieceBytes = 1 << 18

    private let file: any ObjectReader
    private let start: UInt64

    /// - Parameter start: where the first line that is read begins.
    package init(_ file: any ObjectReader, from start: UInt64 = 0) {
        self.file = file
        self.start = start
    }

    /// Calls `take` with every line but empty ones. What follows the last newline was cut short by a
    /// crash, and is ignored.
    /// - Returns: the digest of what was read, to compare with a second reading: a line has no
    ///   checksum, and one wrong bit may make another fact of it.
    @discardableResult
    package func eachLine(_ take: (Line) throws -> Void) throws -> Digest {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: ReadJournal.pieceBytes, alignment: 64)
        defer { buffer.deallocate() }
        var pending: [UInt8] = []
        // Of a line that is too long only its end is looked for.
        var isTooLong = false
        var number = 1
        var offset = start
        var hasher = Digest.Hasher()
        while true {
            let count = try file.read(at: offset, into: buffer)
            if count == 0 { return hasher.finalize() }
            offset += UInt64(count)
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            var rest = UnsafeRawBufferPointer(rebasing: buffer[..<count])[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                if isTooLong {
                    try take(.malformed(reason: "it is longer than 96 MiB", number: number))
                } else if pending.isEmpty {
                    try decode(UnsafeRawBufferPointer(rebasing: rest[..<end]), number, take)
                } else {
                    pending += rest[..<end]
                    try pending.withUnsafeBytes { try decode($0, number, take) }
                }
                pending = []
                isTooLong = false
                number += 1
                rest = rest[(end + 1)...]
            }
            if isTooLong || pending.count + rest.count > ReadJournal.lineLimit {
                isTooLong = true
                pending = []
            } else {
                pending += rest
            }
        }
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer, _ number: Int, _ take: (Line) throws -> Void
    ) throws {
        if bytes.isEmpty { return }
        let fact: JournalFact
        do {
            fact = try JournalFact(line: Data(bytes))
        } catch {
            return try take(.malformed(reason: reason(error), number: number))
        }
        try take(.fact(fact, number: number))
    }

    private func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "it has no \"\(key.stringValue)\""
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "its \"\(context.codingPath.last?.stringValue ?? "")\" is of the wrong type"
        case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
            "it is no JSON object"
        case DecodingError.dataCorrupted(let context):
            "its \"\(context.codingPath.last?.stringValue ?? "")\" is none that is known"
        default: "it cannot be read"
        }
    }
}

import Foundation
import Retrieval
import StillStoreCore
import Synchronization
package import Values

/// A list of sources: a URI a line, or a JSON object a line with `uri` and, if wanted, `bucket`,
/// `path`, `metadata` and `digest`. Empty lines and those that begin with `#` are left out.
package final class SourceList: Sendable {
    private let lines: Mutex<Lines>

    /// - Parameter path: a file; `-` is standard input.
    package init(_ path: FilePath) throws {
        lines = Mutex(Lines(file: try TextFile(path, as: "the list")))
    }

    /// The next source; an invalid line becomes an item with the reason.
    func next() throws -> SourceItem? { try lines.withLock { try $0.nextItem() } }
}

private struct Lines: ~Copyable {
    var file: TextFile
    var buffer = Data()
    /// Where the next line begins, and how far its end was looked for.
    var start = 0, searched = 0
    var isOver = false
    var number = 0

    /// A line holds an address, which may be a `data:` one.
    private static let lineLimit = 96 << 20

    mutating func nextItem() throws -> SourceItem? {
        while let line = try nextLine() {
            number += 1
            let text: String
            do throws(RetrievalError) {
                text = try SourceURI.text(Array(line)).trimmingCharacters(
                    in: .whitespacesAndNewlines)
            } catch {
                return SourceItem(label: "line \(number)", wrong: error.reason)
            }
            if text.isEmpty || text.hasPrefix("#") { continue }
            return text.hasPrefix("{") ? object(Data(text.utf8)) : SourceItem(text)
        }
        return nil
    }

    private mutating func nextLine() throws -> Data? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { (start, searched) = (end + 1, end + 1) }
                return buffer[start..<end]
            }
            if isOver {
                defer { (start, searched) = (buffer.count, buffer.count) }
                return start < buffer.count ? buffer[start...] : nil
            }
            guard buffer.count - start <= Lines.lineLimit else {
                throw RequestError.listLineTooLong(
                    number + 1, mebibytes: Lines.lineLimit >> 20)
            }
            // Only the rest of a line is moved, once for each piece that is read.
            buffer = Data(buffer[start...])
            start = 0
            searched = buffer.count
            let piece = try file.next(1 << 20)
            if piece.isEmpty { isOver = true } else { buffer += piece }
        }
    }

    private func object(_ data: Data) -> SourceItem {
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let uri = object["uri"] as? String
        else { return SourceItem(label: "line \(number)", wrong: "is no JSON object with \"uri\"") }
        let known = ["uri", "bucket", "path", "metadata", "digest"]
        if let odd = object.keys.sorted().first(where: { !known.contains($0) }) {
            return SourceItem(
                label: "line \(number)",
                wrong: "has \"\(odd)\"; it may have \(known.joined(separator: ", "))")
        }
        var item = SourceItem(uri)
        func wrong(_ name: String, _ what: String) -> SourceItem {
            SourceItem(label: item.label, wrong: "line \(number): \"\(name)\" \(what)")
        }
        for name in ["bucket", "path"] {
            guard let value = object[name] else { continue }
            guard let text = value as? String else { return wrong(name, "is not text") }
            let bytes = EscapedName.bytes(text)
            if name == "bucket" { item.bucket = bytes } else { item.path = bytes }
        }
        if let value = object["metadata"] {
            guard value is [String: Any],
                let text = try? JSONSerialization.data(
                    withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
            else { return wrong("metadata", "is not a JSON object") }
            item.metadata = String(decoding: text, as: UTF8.self)
        }
        if let value = object["digest"] {
            guard let text = value as? String, let digest = Digest(typed: text) else {
                return wrong("digest", "is not a SHA-256 of 64 hexadecimal digits")
            }
            item.expectedDigest = digest
        }
        return item
    }
}

extension Digest {
    /// As people and tools write it: 64 hexadecimal digits, with or without `sha256:`.
    package init?(typed text: String) {
        let text = text.lowercased()
        self.init(hex: text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : text)
    }
}

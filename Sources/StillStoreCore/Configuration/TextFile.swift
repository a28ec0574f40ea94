import ContentStore
package import Values

/// Text that somebody wrote, such as a list of names, read from its beginning to its end.
package struct TextFile: ~Copyable {
    /// What it is called in messages.
    private let name: String
    private let file: OpenFile
    private let disk = Disk()
    private var hasBegun = false

    /// - Parameters:
    ///   - path: a file or a pipe; `-` is standard input.
    ///   - what: what it is meant to be, such as `the list`.
    package init(_ path: FilePath, as what: String) throws(RequestError) {
        name = path == FilePath("-") ? "\(what) on standard input" : "\(what) \(path.text)"
        file = try TextFile.open(path, name)
    }

    private static func open(
        _ path: FilePath, _ name: String
    ) throws(RequestError) -> OpenFile {
        do throws(DiskError) {
            if path == FilePath("-") { return try Disk().standardInput() }
            return try Disk().open(path, .stream)
        } catch {
            throw .textUnreadable(name: name, reason: error.explanation)
        }
    }

    /// The next bytes; none at the end. The mark before text in UTF-8 is left out.
    package mutating func next(_ limit: Int) throws(RequestError) -> [UInt8] {
        var bytes = try read(limit)
        if hasBegun { return bytes }
        hasBegun = true
        // So many that the mark, and what UTF-16 looks like, can be seen.
        while bytes.count < 64 {
            let more = try read(limit)
            if more.isEmpty { break }
            bytes += more
        }
        if isUTF16(bytes) {
            throw .textIsUTF16(name: name)
        }
        guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return bytes }
        return Array(bytes.dropFirst(3))
    }

    /// All of it, unless it is more than `limit`.
    package mutating func all(upTo limit: Int = .max) throws(RequestError) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try next(1 << 20)
            if piece.isEmpty { return all }
            all += piece
            guard all.count <= limit else {
                throw .textTooLong(name: name, mebibytes: limit >> 20)
            }
        }
    }

    private func read(_ limit: Int) throws(RequestError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 16)
        defer { buffer.deallocate() }
        do throws(DiskError) {
            return Array(buffer[..<(try disk.readNext(file, into: buffer))])
        } catch {
            throw .textUnreadable(name: name, reason: error.explanation)
        }
    }
}

/// Whether text begins as Windows writes it: with a mark and zero bytes, or without the mark, with
/// lines of which every other byte is zero.
private func isUTF16(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        return bytes.contains(0)
    }
    let head = Array(bytes.prefix(bytes.count & ~1))
    guard head.count >= 8 else { return false }
    // Names of one byte that end in NUL look alike, but hold no line end.
    let line = UInt8(ascii: "\n")
    for zero in 0...1 where stride(from: zero, to: head.count, by: 2).allSatisfy({ head[$0] == 0 })
    {
        return stride(from: 1 - zero, to: head.count, by: 2).contains { head[$0] == line }
    }
    return false
}

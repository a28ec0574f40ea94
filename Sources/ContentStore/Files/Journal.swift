import Values

/// Append-only lines of facts that neither pixels nor paths show: a lost catalogue is rebuilt from
/// them. Each program appends to a file of its own; a line that a crash cut short lacks its newline
/// and is ignored.
package struct Journal: Sendable {
    let path: FilePath
    /// The name of the program's staging area, and of the file.
    package let name: String
    private let store: StoreDirectory

    private var disk: Disk { store.disk }

    package init(in store: StoreDirectory, name: String) {
        path = store.layout.journal.appending(name + JournalFiles.ending)
        self.name = name
        self.store = store
    }

    /// Lines that stay in the staging area until `join` publishes them in the journal.
    package init(staged staging: StagingArea) {
        path = staging.place(named: staging.name + JournalFiles.ending)
        name = staging.name
        store = staging.store
    }

    /// Appends whole lines and makes them durable.
    /// - Returns: the size of the file now.
    @discardableResult
    package func append(_ lines: [UInt8]) throws(DiskError) -> UInt64 {
        let size = try disk.stat(path)?.size
        let file = try disk.open(path, .append)
        do throws(DiskError) {
            try disk.write(lines, count: lines.count, to: file)
        } catch {
            // The next line must not be appended to half of this one.
            try disk.truncate(path, to: size ?? 0)
            throw error
        }
        try disk.sync(file)
        if size == nil { try disk.sync(path.parent) }
        return (size ?? 0) + UInt64(lines.count)
    }

    /// What the file is called in `journal/`.
    package var fileName: String { EscapedName.text(path.name) }

    /// The size of the file; nil where nothing was written yet.
    package func size() throws(DiskError) -> UInt64? { try disk.stat(path)?.size }

    /// Makes lines that were kept in the staging area part of the journal, under their own name.
    package func join() throws(DiskError) {
        if try disk.stat(path) == nil { return }
        let journal = store.layout.journal
        try disk.rename(path, to: journal.appending(path.name))
        try disk.sync(journal)
    }

    /// Before the first line, makes everything written to the catalogue so far survive power loss:
    /// it must not forget that a run began whose facts exist.
    package func syncCatalog() throws(DiskError) {
        if try disk.stat(path) != nil { return }
        let log = store.catalog.path(.log)
        if try disk.stat(log) != nil { try disk.sync(log) }
    }

    /// Records in the lock file of the staging area how much of this file is committed. It need not
    /// survive power loss: if it is more than the catalogue says, the catalogue is older.
    package func recordCommitted(_ size: UInt64) {
        let lock = StagingArea.lockPath(of: name, in: store)
        guard let file = try? disk.open(lock, .lock) else { return }
        try? writeCommitted(size, to: file)
    }

    /// Notes, durably, that all of a file that others have written is committed, unless this owner
    /// did so before. For the first line that is appended: what is longer later is this owner's.
    package func recordClaim() throws(DiskError) {
        if try StagingArea.committed(name, in: store) != nil { return }
        let lock = StagingArea.lockPath(of: name, in: store)
        let file = try disk.open(lock, .lock)
        try writeCommitted(try size() ?? 0, to: file)
        try disk.sync(file)
        try disk.sync(lock.parent)
    }

    private func writeCommitted(
        _ size: UInt64, to file: borrowing OpenFile
    ) throws(DiskError) {
        let digits = String(size)
        let text = String(repeating: "0", count: 20 - digits.count) + digits + "\n"
        let bytes = Array(text.utf8)
        try disk.write(bytes, count: bytes.count, to: file)
    }
}

extension StagingArea {
    static func lockPath(of name: String, in store: StoreDirectory) -> FilePath {
        store.layout.staging.appending(EscapedName.bytes(name + ".lock"))
    }

    /// How far the owner of an area, dead or alive, has committed its journal; nil if it did not
    /// record it, or if there is no such area.
    package static func committed(
        _ name: String, in store: StoreDirectory
    ) throws(DiskError) -> Int64? {
        let path = lockPath(of: name, in: store)
        guard try store.disk.stat(path, following: false)?.kind == .file else { return nil }
        let bytes = try store.disk.contents(of: path, upTo: 32)
        return Int64(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    /// Whether an area is there, and who has it.
    package enum Owner: Sendable { case none, dead, alive }

    package static func owner(
        of name: String, in store: StoreDirectory
    ) throws(DiskError) -> Owner {
        if try store.disk.stat(lockPath(of: name, in: store)) == nil { return .none }
        return try isAlive(name, in: store) ? .alive : .dead
    }
}

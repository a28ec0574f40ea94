package import Values

/// The files of a store's journal, by their names in `journal/`. Others read and write what is in
/// them (`Journal` appends).
package struct JournalFiles: Sendable {
    private let layout: StoreLayout
    private let disk: Disk

    /// The ending of the names of all files of facts.
    package static let ending = ".jsonl"

    init(_ layout: StoreLayout, _ disk: Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// The path of a file, for people and for errors.
    package func location(_ name: String) -> FilePath {
        layout.journal.appending(EscapedName.bytes(name))
    }

    /// The directory itself.
    package var location: FilePath { layout.journal }

    package func exists() throws(DiskError) -> Bool {
        try disk.stat(layout.journal)?.kind == .directory
    }

    /// All names in the directory, in the order of their bytes.
    package func names() throws(DiskError) -> [String] {
        let listing = try disk.list(layout.journal)
        return (0..<listing.count).map { EscapedName.text(listing.name($0)) }
    }

    /// Nil where there is no such name.
    package func facts(_ name: String) throws(DiskError) -> FileFacts? {
        try disk.stat(location(name), following: false)
    }

    /// The size of a file; nil if there is none, or if it is no regular file.
    package func size(_ name: String) throws(DiskError) -> UInt64? {
        let facts = try facts(name)
        return facts?.kind == .file ? facts?.size : nil
    }

    package func open(_ name: String) throws(DiskError) -> any ObjectReader {
        try disk.reader(location(name))
    }

    package func quarantine(_ name: String, reason: String) throws(DiskError) {
        try Quarantine(layout, disk).move(location(name), reason: reason)
    }

    /// Replaces the whole journal by one file; the old one goes to quarantine. In between there is
    /// none.
    package func replaceAll(
        with fresh: FilePath, named name: String, reason: String
    ) throws(DiskError) {
        try Quarantine(layout, disk).move(layout.journal, reason: reason)
        try disk.mkdir(layout.journal)
        try disk.rename(fresh, to: location(name))
        try disk.sync(layout.journal)
        try disk.sync(layout.root)
    }
}

extension StagingArea {
    /// Copies the first `size` bytes of a file of another store's journal, which may be this one's,
    /// to replace one of this one's.
    /// - Throws: `DiskError` with the `location` of the file that is copied, if that file is at
    ///   fault.
    package func stageJournal(
        _ name: String, of source: JournalFiles, upTo size: UInt64
    ) throws(DiskError) -> Replacement {
        try stageReplacement(
            of: store.journal.location(name), from: source.location(name), upTo: size, mode: 0o644)
    }
}

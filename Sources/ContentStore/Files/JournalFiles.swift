package import Values

/// The files of a store's journal, by their names in `journal/`. What is in them is for others to
/// read and write (`Journal` appends).
package struct JournalFiles: Sendable {
    private let layout: StoreLayout
    private let disk: Disk

    /// What the name of every file of facts ends in.
    package static let ending = ".jsonl"

    init(_ layout: StoreLayout, _ disk: Disk) {
        self.layout = layout
        self.disk = disk
    }

    /// Where people find a file, and what errors call it.
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

    /// How long a file is; nil where there is none, or no regular file.
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

    /// Puts one file in the place of the whole journal, which goes to quarantine. In between there
    /// is none.
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
    /// to be put in the place of this one's.
    /// - Throws: `DiskError` with the `location` of the file that is copied where it is at fault.
    package func stageJournal(
        _ name: String, of source: JournalFiles, upTo size: UInt64
    ) throws(DiskError) -> Replacement {
        try stageReplacement(
            of: store.journal.location(name), from: source.location(name), upTo: size, mode: 0o644)
    }
}

package import Catalog
package import ContentStore
import Values

/// Finds out whether the catalogue is the one that the store was written with last, or an older
/// copy of it, or that of another store. What such a one does not know must not be thrown away.
///
/// The journal tells. Every writer commits the new size of its file with the facts, so that a file
/// is longer than its row for a moment only: while its program is in a transaction, or until the
/// staging area of a program that died in one is swept. All else was written by transactions that
/// this catalogue does not have; whatever was committed to it since.
package struct StaleCatalogCheck {
    package let directory: StoreDirectory
    package let catalog: Catalog

    package init(_ directory: StoreDirectory, _ catalog: Catalog) {
        self.directory = directory
        self.catalog = catalog
    }

    /// A file of the journal of which the catalogue knows less than was committed.
    package struct File {
        /// In `journal/`.
        package let name: String
        /// Bytes: how long it is, and how much of it the catalogue knows.
        package let size, recorded: Int64
    }

    /// - Throws: `StoreError.catalogBehind` where there is such a file.
    package func require() throws {
        guard let file = try self.check(limit: 1).first else { return }
        throw StoreError.catalogBehind(directory.journal.location(file.name))
    }

    /// - Parameter limit: files that are found, at most.
    package func check(limit: Int = .max) throws -> [File] {
        // Of a backup that was cut short the journal is there before the catalogue.
        let note = try BackupManifest.read(directory.files)
        if note?.kind == .backup, note?.unfinished == true { return [] }
        let names = try directory.journal.names()
        let rows = try recorded()
        var files: [File] = []
        for name in names where files.count < limit {
            guard name.hasSuffix(JournalFiles.ending), try size(of: name) > rows[name] ?? 0 else {
                continue
            }
            if let file = try unknown(name) { files.append(file) }
        }
        return files
    }

    private func recorded() throws -> [String: Int64] {
        try catalog.read { reader in
            var rows: [String: Int64] = [:]
            var last = ""
            while true {
                let page = try reader.journalFiles(after: last, limit: 4096)
                guard let end = page.last else { return rows }
                last = end.name
                for file in page { rows[file.name] = file.size }
            }
        }
    }

    /// Nil where the catalogue knows all that was committed to the file.
    private func unknown(_ name: String) throws -> File? {
        let id = String(name.dropLast(JournalFiles.ending.utf8.count))
        if try StagingArea.owner(of: id, in: directory) != .none, try knowsOwner(id, name) {
            return nil
        }
        // Its program may have ended since: then all is committed, or taken out.
        let known = try recorded(name)
        let size = try size(of: name)
        return size > known ? File(name: name, size: size, recorded: known) : nil
    }

    /// Whether the catalogue has all that the owner of an area has committed.
    private func knowsOwner(_ id: String, _ name: String) throws -> Bool {
        let committed = try StagingArea.committed(id, in: directory)
        return switch JournalOwner(of: id) {
        // One is reported when its area is gone, so that what it left does not count.
        case .upload: true
        // A run has its row before its first fact.
        case .run:
            try catalog.read { try $0.run(id: id) } != nil && committed ?? 0 <= recorded(name)
        // A session says how long the file is before it appends to it.
        case .session: try committed.map { try $0 <= recorded(name) } ?? false
        }
    }

    private func recorded(_ name: String) throws -> Int64 {
        try catalog.read { try $0.journalFile(named: name) }?.size ?? 0
    }

    private func size(of name: String) throws -> Int64 {
        Int64(try directory.journal.size(name) ?? 0)
    }
}

extension Library {
    /// Refuses to go on by a catalogue that is not the store's latest: for all that removes,
    /// replaces or passes on what it does not know.
    /// - Throws: `StoreError.catalogBehind`.
    package func requireCurrentCatalog() throws {
        try StaleCatalogCheck(directory, catalog).require()
    }
}

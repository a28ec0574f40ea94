import Catalog
import ContentStore

/// Finds pictures that the journal tells of and the catalogue does not know, because it was put
/// back from an older copy. What it does not know must then not be thrown away.
///
/// A run enters itself in the catalogue before it writes to its journal, so files of known runs
/// are passed over, whatever a crash has left in them. After a rebuild runs are not known, but
/// their assets are. Facts whose object is not here, as in a store that was restored from a backup
/// which was made beside an ingest, have nothing that could be lost.
struct JournalAhead {
    let directory: StoreDirectory
    let catalog: Catalog

    init(_ directory: StoreDirectory, _ catalog: Catalog) {
        self.directory = directory
        self.catalog = catalog
    }

    struct File {
        /// In `journal/`.
        let name: String
        /// Assets of it that are not known, so many at most.
        var assets: Set<String>
        static let most = 256
    }

    func callAsFunction() throws -> [File] {
        let (disk, layout) = (directory.disk, directory.layout)
        let listing = try disk.list(layout.journal)
        let newest = try catalog.read { try $0.newestFact() }
        var files: [File] = []
        for index in 0..<listing.count {
            let name = EscapedName.text(listing.name(index))
            guard name.hasSuffix(".jsonl") else { continue }
            let id = String(name.dropLast(6))
            let isRun = try catalog.read { try $0.run(id: id) } != nil
            if try isRun || isUnsettled(id) { continue }
            // Written to its end by transactions of this catalogue.
            let recorded = try catalog.read { try $0.journalFile(named: name) }
            let file = layout.journal.appending(listing.name(index))
            if let recorded, try disk.stat(file)?.size ?? 0 <= recorded.size { continue }
            let assets = try unknownAssets(in: file, after: newest)
            if !assets.isEmpty { files.append(File(name: name, assets: assets)) }
        }
        return files
    }

    /// Whether its writer is still at it, or is an upload that was killed and never reported.
    private func isUnsettled(_ id: String) throws -> Bool {
        let lock = directory.layout.staging.appending(EscapedName.bytes(id + ".lock"))
        return try UploadName.isOne(id)
            ? directory.disk.stat(lock) != nil : Staging.isAlive(id, in: directory)
    }

    private func unknownAssets(in file: FilePath, after newest: Int64) throws -> Set<String> {
        let (disk, layout) = (directory.disk, directory.layout)
        var unknown: Set<String> = []
        try read(file) { fact in
            // What was let go of is not known either; but it is told of earlier. So is what was
            // told of and not committed, once something else was.
            guard case .asset(let asset) = fact, unknown.count < File.most,
                (asset.at ?? asset.createdAt) > newest,
                let digest = Digest(hex: asset.digest),
                try catalog.read({ try $0.asset(id: asset.id) }) == nil,
                try disk.stat(layout.object(digest), following: false) != nil
            else { return }
            unknown.insert(asset.id)
        }
        return unknown
    }

    /// A file that cannot be read proves nothing; a rebuild names it.
    private func read(_ file: FilePath, _ take: (JournalFact) throws -> Void) throws {
        do {
            try ReadJournal(file, directory.disk)() { line in
                if case .fact(let fact, _) = line { try take(fact) }
            }
        } catch let error as DiskError where error.path == file {}
    }
}

import Catalog
import ContentStore
import Values

extension Library {
    /// Opens the catalogue as any program does or, where nothing can be written and only reading is
    /// asked for, without writing: SQLite as a rule writes beside a file that it reads.
    /// - Parameter store: the store's id.
    static func openCatalog(
        in directory: StoreDirectory, of store: String, onlyReads: Bool
    ) throws -> (StoreDirectory, Catalog) {
        if directory.unwritable != nil { return (directory, try readCatalog(directory, of: store)) }
        do {
            return (directory, try openCatalog(directory, of: store))
        } catch let error as CatalogError where onlyReads && error.isAboutWriting {
            // The directory can be written and its files cannot, or no more of them.
            let unwritable = try directory.asUnwritable(DiskError.full(directory.layout.catalog))
            guard let catalog = try? readCatalog(unwritable, of: store) else { throw error }
            directory.release()
            return (unwritable, catalog)
        }
    }

    private static func readCatalog(
        _ directory: StoreDirectory, of store: String
    ) throws -> Catalog {
        let catalog: Catalog
        do { catalog = try readCatalog(directory) } catch CatalogError.foreign {
            throw StoreError.notACatalog(directory.layout.catalog)
        }
        // One that does not say is of an earlier version, and is looked at when it can be written.
        if let found = try catalog.read({ try $0.storeID() }), found != store {
            catalog.close()
            throw StoreError.catalogOfAnother(
                directory.layout.catalog, found: found, wanted: store)
        }
        return catalog
    }

    private static func readCatalog(_ directory: StoreDirectory) throws -> Catalog {
        let files = CatalogFiles(directory)
        guard try files.size("") ?? 0 > 0 else {
            throw StoreError.noCatalog(directory.layout.catalog)
        }
        if try files.size("-journal") ?? 0 > 0 {
            throw CatalogError.unreadableLog(files.path("-journal").text)
        }
        let (path, text) = (directory.layout.catalog.bytes, directory.layout.catalog.text)
        if try files.size("-wal") != nil, try files.size("-shm") != nil {
            return try Catalog(reading: path, named: text, .indexed) {}
        }
        guard try files.size("-wal") ?? 0 == 0 else {
            throw CatalogError.unreadableLog(files.path("-wal").text)
        }
        // Nobody holds this off: whoever opens it to write makes a log first, and that shows.
        let before = try files.state()
        return try Catalog(reading: path, named: text, .none) {
            guard try files.state() == before else { throw CatalogError.changed(text) }
        }
    }
}

extension CatalogError {
    /// What another may do where this one could not write.
    var isAboutWriting: Bool {
        switch self {
        case .full, .disk, .readOnly: true
        case .busy, .damaged, .foreign, .newer, .conflict, .refused, .badCursor, .outdated,
            .unreadableLog, .changed:
            false
        }
    }
}

/// The catalogue's file and those that SQLite keeps beside it.
private struct CatalogFiles: Sendable {
    struct State: Equatable {
        let catalog: FileFacts?
        let logBytes: UInt64
    }

    private let directory: StoreDirectory

    init(_ directory: StoreDirectory) { self.directory = directory }

    func path(_ ending: String) -> FilePath {
        FilePath(bytes: directory.layout.catalog.bytes + Array(ending.utf8))
    }

    /// Nil where there is no such file.
    func size(_ ending: String) throws(DiskError) -> UInt64? {
        try directory.disk.stat(path(ending))?.size
    }

    func state() throws(DiskError) -> State {
        State(
            catalog: try directory.disk.stat(path("")), logBytes: try size("-wal") ?? 0)
    }
}

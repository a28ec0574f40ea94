package import Catalog
package import ContentStore
import Domain
import Values

extension Library {
    /// Opens the catalogue as any program does or, where nothing can be written and only reading is
    /// asked for, without writing: SQLite as a rule writes beside a file that it reads.
    /// - Parameter store: the store's id.
    package static func openCatalog(
        in directory: StoreDirectory, of store: String, onlyReads: Bool
    ) throws -> (StoreDirectory, Catalog) {
        if directory.unwritable != nil { return (directory, try readCatalog(directory, of: store)) }
        do {
            return (directory, try openCatalog(directory, of: store))
        } catch let error as CatalogError where onlyReads && error.isAboutWriting {
            // The directory can be written and its files cannot, or no more of them.
            let unwritable = try directory.asUnwritable(DiskError.full(directory.catalog.path))
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
            throw StoreError.notACatalog(directory.catalog.path)
        }
        // One that does not say is of an earlier version, and is looked at when it can be written.
        if let found = try catalog.read({ try $0.storeID() }), found != store {
            catalog.close()
            throw StoreError.catalogOfAnother(
                directory.catalog.path, found: found, wanted: store)
        }
        return catalog
    }

    private static func readCatalog(_ directory: StoreDirectory) throws -> Catalog {
        let files = directory.catalog
        guard try files.size() ?? 0 > 0 else {
            throw StoreError.noCatalog(directory.catalog.path)
        }
        if try files.size(.rollback) ?? 0 > 0 {
            throw CatalogError.unreadableLog(files.path(.rollback).text)
        }
        let (path, text) = (directory.catalog.path.bytes, directory.catalog.path.text)
        if try files.size(.log) != nil, try files.size(.sharedMemory) != nil {
            return try Catalog(reading: path, named: text, .indexed, schema: DomainSchema.schema) {}
        }
        guard try files.size(.log) ?? 0 == 0 else {
            throw CatalogError.unreadableLog(files.path(.log).text)
        }
        // Nothing prevents this, but a program that opens it for writing creates a log first, which
        // shows.
        let before = try files.state()
        return try Catalog(reading: path, named: text, .none, schema: DomainSchema.schema) {
            guard try files.state() == before else { throw CatalogError.changed(text) }
        }
    }
}

extension CatalogError {
    /// What another may do where this one could not write.
    package var isAboutWriting: Bool {
        switch self {
        case .full, .disk, .readOnly: true
        case .busy, .damaged, .foreign, .newer, .conflict, .refused, .badCursor, .outdated,
            .unreadableLog, .changed:
            false
        }
    }
}

/// What shows that somebody writes to a catalogue.
private struct CatalogState: Equatable {
    let catalog: FileFacts?
    let logBytes: UInt64
}

extension CatalogFiles {
    fileprivate func state() throws(DiskError) -> CatalogState {
        CatalogState(catalog: try facts(), logBytes: try size(.log) ?? 0)
    }
}

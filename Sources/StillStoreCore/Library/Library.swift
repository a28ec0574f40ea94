package import Catalog
package import ContentStore
import Domain
import Foundation
package import Imaging
import Synchronization
package import Values

/// A store, opened: its directory, its catalogue and its recipes.
///
/// Everything that a program does with a store begins here. A `Library` may be used from any
/// number of tasks; what blocks runs on threads of its own.
package final class Library: Sendable {
    package let directory: StoreDirectory
    package let catalog: Catalog
    package let configuration: StoreConfiguration
    package let limits: Limits
    package let workers: BlockingPool
    /// Commits wait for the disk while the workers go on computing.
    package let committer: BlockingPool
    /// Write what is received to the staging area.
    package let receivers: BlockingPool
    /// Finds files ahead of the workers.
    package let scanner: BlockingPool
    package let memory: MemoryBudget
    package let secretKey: StoreKey
    package let clock: WallClock
    package let words: RemedyWords
    let sessions = WriteSessions()
    /// Those that are being made on demand.
    package let renditions = Coalesce<WantedRendition, RenditionRecord>()
    /// Runs queries while the workers compute.
    let readers: BlockingPool

    package struct Options: Sendable {
        /// Nothing is to be written: where nothing can be, the store is opened all the same.
        package var onlyReads = false
        /// Makes a store where there is none.
        package var createsIfMissing = false
        /// How many pictures are worked on at once.
        package var jobs = ProcessInfo.processInfo.activeProcessorCount
        /// Over those of `stillstore.json`.
        package var limits = LimitSettings()
        package var disk = Disk()
        /// Items that write, in one batch. Larger batches cost fewer waits for the disk; what is
        /// not yet committed when the machine stops is done again.
        package var batchItems = 512
        package var clock = WallClock.system
        /// How remedies are worded in what the catalogue keeps: the reasons of failures.
        package var words: RemedyWords = { _ in "" }

        package init() {}
    }

    /// Opens the store at `root`.
    /// - Throws: `StoreError`, `ConfigurationError`, `CatalogError`, `DiskError`, `RequestError`.
    package init(at root: FilePath, _ options: Options = Options()) throws {
        var fresh: [UInt8]?
        // Not composed for the many that are there: calendars are slow to begin.
        if options.createsIfMissing, try !Library.exists(at: root) {
            fresh = try StoreConfiguration(
                id: UUID().uuidString.lowercased(),
                createdAt: Date().formatted(.iso8601)
            ).encoded()
        }
        let opened = try StoreDirectory.open(
            absolute(root), disk: options.disk, creatingWith: fresh,
            for: options.onlyReads ? .reading : .work)
        configuration = try StoreConfiguration.parse(opened.configuration())
        (directory, catalog) = try Library.openCatalog(
            in: opened, of: configuration.id, onlyReads: options.onlyReads)
        var limits = Limits()
        configuration.limits?.apply(to: &limits)
        options.limits.apply(to: &limits)
        self.limits = limits
        workers = BlockingPool(threads: max(1, options.jobs), name: "worker")
        committer = BlockingPool(threads: 1, name: "committer")
        receivers = BlockingPool(threads: 4, name: "receiver")
        scanner = BlockingPool(threads: max(1, options.jobs), name: "scanner")
        readers = BlockingPool(threads: 4, name: "reader")
        memory = MemoryBudget(bytes: limits.pixelBytesInFlight)
        secretKey = StoreKey(directory)
        clock = options.clock
        words = options.words
        jobs = max(1, options.jobs)
        batchItems = max(1, options.batchItems)
    }

    package let jobs: Int
    package let batchItems: Int

    /// Found out when it is first asked for: most runs over known files never do.
    package var decoderVersion: Int {
        foundReaderVersion.withLock { version in
            if version == nil { version = StillStoreCore.decoderVersion(limits.picture) }
            return version!
        }
    }

    private let foundReaderVersion = Mutex<Int?>(nil)

    package static func exists(at root: FilePath) throws(DiskError) -> Bool {
        try StoreFiles(at: absolute(root), Disk()).hasConfiguration()
    }

    /// Whether nothing can be written.
    /// To see whether anything was committed since; nil where the catalogue cannot be watched.
    package func watchCatalog() -> CatalogWatch? {
        if isUnwritable { return nil }
        return try? CatalogWatch(path: directory.catalog.path.databaseName)
    }

    package var isUnwritable: Bool { directory.unwritable != nil }

    /// - Parameter store: the store's id.
    package static func openCatalog(_ directory: StoreDirectory, of store: String) throws -> Catalog
    {
        let path = directory.catalog.path
        let text = try path.databaseName
        // A store that was used has a journal, and objects; an empty catalogue would hide all that
        // it holds.
        let wasUsed = try directory.wasUsed()
        if wasUsed, try directory.catalog.size() ?? 0 == 0 {
            throw StoreError.noCatalog(path)
        }
        // Two programs that open a new store at once would both make its schema.
        return try directory.alone {
            let isNew = try directory.catalog.facts() == nil
            let catalog: Catalog
            do {
                catalog = try Catalog(
                    path: text, mayBeEmpty: !wasUsed, schema: DomainSchema.schema,
                    waiting: reportWriter(directory))
            } catch CatalogError.foreign {
                throw StoreError.notACatalog(path)
            }
            do {
                try ClaimCatalog(directory: directory, catalog: catalog, store: store).claim()
            } catch {
                catalog.close()
                throw error
            }
            if isNew { try directory.catalog.syncName() }
            return catalog
        }
    }

    /// Who waits for another writer says whom it waits for, by the file that SQLite locks.
    private static func reportWriter(_ directory: StoreDirectory) -> (@Sendable () -> Void)? {
        guard let tell = directory.disk.waiting else { return nil }
        let files = directory.catalog
        return {
            let facts = try? files.facts(.sharedMemory)
            let holders = facts.map { LockWait.Holder.all(of: $0, isExclusive: true) }
            tell(LockWait(files.path, "is writing to the catalogue", holders: holders ?? []))
        }
    }

    /// Lets go of threads and files. Nothing may be asked of the library afterwards.
    package func close() {
        releaseSessions()
        workers.close()
        committer.close()
        receivers.close()
        scanner.close()
        readers.close()
        catalog.close()
        // At once, even if something still refers to this, or has inherited the file.
        directory.release()
    }

    /// The recipes whose renditions are made with every ingest.
    package var ingestRecipes: [Recipe] {
        configuration.recipes.filter { $0.when == .ingest }.map(\.recipe)
    }
}

/// A path from the current directory, made absolute without resolving links.
package func absolute(_ path: FilePath) -> FilePath {
    if path.isAbsolute { return path.withoutTrailingSlashes }
    let here = currentDirectory()
    let relative = path.withoutTrailingSlashes.bytes
    if relative == Array(".".utf8) { return here }
    return here.appending(relative.starts(with: "./".utf8) ? relative[2...] : relative[...])
}

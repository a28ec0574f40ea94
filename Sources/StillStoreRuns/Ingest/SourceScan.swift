import ContentStore
import StillStoreCore
import Synchronization
import Values

/// Walks the request's files and finishes those that need not be read: unchanged since they were
/// ingested, or refused before and still the same.
///
/// One thread walks; the files found are looked at by all of the scanner's, a page by each.
final class SourceScan: Sendable {
    enum Finding: Sendable {
        case skipped(FilePath, FileWalk.Skip)
        /// One after another.
        case classified([PreparedItem])
        case toPrepare(SourceFile)
    }

    private let pages: Mutex<ScanPages>
    private let page: ClassifyPage
    private let scanner: BlockingPool

    /// Pages that are looked at together. More would not be quicker, and each is held in memory.
    private static let pagesAtOnce = 8

    init(_ library: Library, _ request: IngestRequest) throws {
        pages = Mutex(ScanPages(try request.walk(library.directory)))
        page = ClassifyPage(library, request)
        scanner = library.scanner
    }

    /// The next findings, in the order of the files; none at the end.
    func next() async throws -> [Finding] {
        let found = try await scanner.run { [self] in
            pages.withLock { $0.next(SourceScan.pagesAtOnce) }
        }
        return try await scanner.map(found) { [self] in try page.classify($0) }.flatMap {
            $0
        }
    }
}

extension IngestRequest {
    /// A walk over the request's roots, by its patterns, around the store.
    func walk(_ store: StoreDirectory) throws(DiskError) -> FileWalk {
        let roots =
            roots.map { FileWalk.Root(absolute($0)) }
            + listed.map { FileWalk.Root(absolute($0), listedAs: $0) }
        let takesAll = including.isEmpty && excluding.isEmpty
        return try FileWalk(
            roots: roots, disk: store.disk, store: store,
            isExcluded: takesAll ? nil : { isExcluded($0, $1) })
    }

    private func isExcluded(_ relative: [UInt8], _ isDirectory: Bool) -> Bool {
        if excluding.contains(where: { $0.matches(relative) }) { return true }
        return !isDirectory && !including.isEmpty && !including.contains { $0.matches(relative) }
    }
}

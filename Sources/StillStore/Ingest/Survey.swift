import Catalog
import ContentStore
import Foundation
import Imaging

/// Walks the request's files and settles those that need not be read: unchanged since they were
/// ingested, or refused before and still the same.
final class Survey {
    enum Finding: Sendable {
        case skipped(FilePath, FileWalk.Skip)
        case settled(PreparedItem)
        case toPrepare(SourceFile)
    }

    private let library: Library
    private let request: IngestRequest
    private let walk: FileWalk
    private let version: Int
    private var index = 0

    init(_ library: Library, _ request: IngestRequest) throws {
        self.library = library
        self.request = request
        walk = try request.walk(library.directory)
        version = readerVersion(library.limits.picture)
    }

    /// The next findings, `count` at most; none at the end.
    func next(_ count: Int) throws -> [Finding] {
        var found: [FileWalk.Found] = []
        while found.count < count, let next = walk.next() { found.append(next) }
        return try library.catalog.read { reader in try found.map { try settle($0, reader) } }
    }

    private func settle(_ found: FileWalk.Found, _ reader: CatalogReader) throws -> Finding {
        switch found {
        case .skipped(let path, let skip): return .skipped(path, skip)
        case .failed(let path, let error):
            index += 1
            return .settled(.failed(path, "unreadable", error.explanation))
        case .file(let path, let relative):
            index += 1
            return try settle(path, relative, reader)
        }
    }

    private func settle(
        _ path: FilePath, _ relative: [UInt8], _ reader: CatalogReader
    ) throws -> Finding {
        let facts: FileFacts
        do throws(DiskError) {
            guard let found = try library.directory.disk.stat(path) else {
                return .settled(.failed(path, "unreadable", "it is gone"))
            }
            facts = found
        } catch {
            return .settled(.failed(path, "unreadable", error.explanation))
        }
        let file = SourceFile(path: path, relative: relative, index: index, facts: facts)
        // Removing a file takes more certainty than its times give.
        if request.rereads || request.transfer == .move { return .toPrepare(file) }
        guard let known = try reader.sourceFile(path: Data(path.bytes)), known.isAbout(facts) else {
            return .toPrepare(file)
        }
        switch known.outcome {
        case .stored(let digest): return try settle(file, stored: digest, reader)
        case .refused(let kind, let reason):
            let stands = known.readerVersion == version && !request.keepsUndecodable
            return stands ? .settled(.failed(path, kind, reason)) : .toPrepare(file)
        }
    }

    /// The bytes are known; the path may still be a new one for them.
    private func settle(
        _ file: SourceFile, stored digest: Data, _ reader: CatalogReader
    ) throws -> Finding {
        let format =
            request.placement.template.uses(.ext) ? try reader.blob(digest)?.picture?.format : nil
        let path: BucketPath
        do throws(NameError) {
            path = try request.placement.bucketPath(
                file, modified: file.facts.modified, format, Digest(bytes: digest),
                library.limits.name)
        } catch {
            return .settled(.failed(file.path, "bad-name", error.reason))
        }
        let occupant = try reader.occupant(bucket: path.bucketText, path: path.pathText)
        guard let occupant, occupant.digest == digest, occupant.state == .present,
            try isShown(path, Digest(bytes: digest))
        else {
            return .toPrepare(file)
        }
        return .settled(
            PreparedItem(
                file: file.path,
                body: .unchanged(Digest(bytes: digest), assetID: occupant.assetID, path)))
    }

    /// Whether the object and its link are there: what was lost is brought back by ingesting it
    /// again.
    private func isShown(_ path: BucketPath, _ digest: Digest) throws -> Bool {
        let (disk, layout) = (library.directory.disk, library.directory.layout)
        return try disk.stat(layout.object(digest), following: false) != nil
            && disk.readlink(layout.link(path)) == layout.linkText(path, digest)
    }
}

extension IngestRequest {
    /// A walk over the request's roots, by its patterns, around the store.
    func walk(_ store: StoreDirectory) throws(DiskError) -> FileWalk {
        try FileWalk(
            roots: roots.map { FileWalk.Root(absolute($0)) }
                + listed.map { FileWalk.Root(absolute($0), listedAs: $0) },
            disk: store.disk, store: store
        ) { [including, excluding] relative, isDirectory in
            if excluding.contains(where: { $0.matches(relative) }) { return true }
            return !isDirectory && !including.isEmpty
                && !including.contains { $0.matches(relative) }
        }
    }
}

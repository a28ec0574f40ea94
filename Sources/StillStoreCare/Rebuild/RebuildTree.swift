import Catalog
import ContentStore
package import StillStoreCore
import StillStoreRuns
import Values

/// What was done about one name in the tree.
package enum TreeRepair: Sendable, Equatable {
    /// The link of a bucket path was not there.
    case made(path: String)
    /// It showed something else.
    case replaced(path: String)
    /// The catalogue does not know it: it went to quarantine.
    case movedAside(path: String)
    case failed(Failure)
}

package struct TreeSummary: Sendable, Equatable {
    /// Bucket paths that were looked at, and what was done.
    package var paths = 0, made = 0, replaced = 0, movedAside = 0, failed = 0
    package var wasInterrupted = false
}

extension Library {
    /// Makes the readable tree equal to the catalogue. Names that the catalogue does not know are
    /// moved to quarantine, and directories that held nothing else are removed.
    ///
    /// May run beside other programs: each name is decided while the catalogue's writer is held. If
    /// it is stopped or killed, another call does the rest.
    /// - Throws: `StoreError.catalogBehind` if the catalogue is stale, because links may then be
    ///   newer.
    package func rebuildTree(
        stop: StopSignal = StopSignal(), report: @escaping @Sendable (TreeRepair) -> Void,
        examined: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> TreeSummary {
        try await stop.heeding { () async throws -> TreeSummary in
            try await workers.run { [self] in
                try requireCurrentCatalog()
                let staging = try stagingArea(named: clock.makeID())
                defer { staging.close() }
                var rebuild = RebuildTree(
                    library: self, staging: staging, stop: stop, report: report, examined: examined)
                try rebuild.rebuild()
                return rebuild.summary
            }
        }
    }
}

/// One pass over the tree, which clears the way, and one over the catalogue, which makes links.
struct RebuildTree {
    let library: Library
    let staging: StagingArea
    let stop: StopSignal
    let report: @Sendable (TreeRepair) -> Void
    let examined: @Sendable (Int) -> Void
    private(set) var summary = TreeSummary()

    private var tree: any PathTree { library.directory.tree }
    private static let batch = 512

    init(
        library: Library, staging: StagingArea, stop: StopSignal,
        report: @escaping @Sendable (TreeRepair) -> Void,
        examined: @escaping @Sendable (Int) -> Void
    ) {
        self.library = library
        self.staging = staging
        self.stop = stop
        self.report = report
        self.examined = examined
    }

    mutating func rebuild() throws {
        try clear()
        try link()
        summary.wasInterrupted = stop.isRequested
    }

    private mutating func count(_ repair: TreeRepair) {
        switch repair {
        case .made: summary.made += 1
        case .replaced: summary.replaced += 1
        case .movedAside: summary.movedAside += 1
        case .failed: summary.failed += 1
        }
        report(repair)
    }

    // MARK: What the catalogue does not know

    private mutating func clear() throws {
        let walk = try TreeWalk(library.directory.files)
        // Directories on the way of the walk that may be empty by now.
        var emptied: Set<FilePath> = []
        while !stop.isRequested {
            var batch: [TreeWalk.Found] = []
            while batch.count < RebuildTree.batch, let found = try walk.next() {
                batch.append(found)
            }
            if batch.isEmpty { return }
            let strange = try library.catalog.read { reader in
                try batch.map { found in
                    guard case .entry(let entry) = found else { return false }
                    return try isStrange(entry, reader)
                }
            }
            var changed: Set<FilePath> = []
            for (found, isStrange) in zip(batch, strange) {
                switch found {
                case .entry(let entry):
                    guard isStrange, try moveAside(entry, of: walk) else { continue }
                    changed.insert(entry.path.parent)
                    emptied.insert(entry.path.parent)
                case .left(let directory):
                    guard emptied.remove(directory) != nil, try walk.removeIfEmpty(directory)
                    else { continue }
                    changed.remove(directory)
                    changed.insert(directory.parent)
                    emptied.insert(directory.parent)
                }
            }
            try walk.sync(changed)
            examined(batch.count)
        }
    }

    /// A link at a path of the catalogue is not foreign, whatever it shows: it will be replaced.
    private func isStrange(_ entry: TreeEntry, _ reader: CatalogReader) throws -> Bool {
        guard entry.kind == .link, let slash = entry.relative.firstIndex(of: UInt8(ascii: "/"))
        else { return true }
        let occupant = try reader.occupant(
            bucket: EscapedName.text(entry.relative[..<slash]),
            path: EscapedName.text(entry.relative[(slash + 1)...]))
        return occupant?.digest == nil
    }

    /// False if it is gone, or known by now.
    private mutating func moveAside(_ entry: TreeEntry, of walk: TreeWalk) throws -> Bool {
        let shown = try walk.text(entry).map { ", which shows \($0.text)" } ?? ""
        let isMoved = try library.catalog.write { writer in
            guard try walk.facts(entry) != nil, try isStrange(entry, writer.reader)
            else { return false }
            try library.directory.quarantine(
                entry.path, reason: "the catalogue has no such name in the tree\(shown)")
            return true
        }
        if isMoved { count(.movedAside(path: EscapedName.text(entry.relative))) }
        return isMoved
    }

    // MARK: What the catalogue knows

    private mutating func link() throws {
        var last: CurrentPath.Key?
        while !stop.isRequested {
            let page = try library.catalog.read {
                try $0.currentPaths(after: last, limit: RebuildTree.batch)
            }
            guard let end = page.last else { return }
            last = end.key
            summary.paths += page.count
            let wrong = try page.filter { path in
                guard let place = bucketPath(of: path) else { return true }
                return try !tree.shows(path.digest, at: place)
            }
            if !wrong.isEmpty { for repair in try relink(wrong) { count(repair) } }
            examined(page.count)
        }
    }

    private func relink(_ paths: [CurrentPath]) throws -> [TreeRepair] {
        try library.catalog.write { writer in
            var repairs: [TreeRepair] = []
            var changed = ChangedDirectories()
            for path in paths {
                let occupant = try writer.reader.occupant(bucket: path.bucket, path: path.path)
                guard let digest = occupant?.digest else { continue }
                do {
                    let repair = try link(digest, at: path, &changed)
                    repairs += repair.map { [$0] } ?? []
                } catch let error as StoreError {
                    repairs.append(
                        .failed(
                            Failure(
                                file: "\(path.bucket)/\(path.path)", kind: .pathTaken,
                                reason: error.message)))
                }
            }
            try staging.syncEach(changed)
            return repairs
        }
    }

    /// Nil if another program has repaired the link.
    private func link(
        _ digest: Digest, at path: CurrentPath, _ changed: inout ChangedDirectories
    ) throws -> TreeRepair? {
        let name = "\(path.bucket)/\(path.path)"
        guard let place = bucketPath(of: path) else {
            return .failed(
                Failure(file: name, kind: .badName, reason: "it cannot be a name of the tree"))
        }
        let entry = try tree.entry(at: place)
        if entry?.shown == digest { return nil }
        try tree.link(place, to: digest, from: staging, &changed)
        return entry == nil ? .made(path: name) : .replaced(path: name)
    }

    private func bucketPath(of path: CurrentPath) -> BucketPath? {
        try? BucketPath(recorded: path.bucket, path.path)
    }
}

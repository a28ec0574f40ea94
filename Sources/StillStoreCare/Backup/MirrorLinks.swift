import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

extension Mirror {
    /// Makes the links that the target lacks, or that show another object.
    /// - Parameter isLast: reports what still cannot be linked as a failure.
    /// - Returns: how many are blocked by something else at their path.
    func mirrorLinks(_ tally: inout BackupTally, isLast: Bool) async throws -> Int {
        var blocked = 0
        var last: CurrentPath.Key?
        while !stop.isRequested || isLast {
            let after = last
            let page = try await workers.run {
                try snapshot.read {
                    try $0.currentPaths(after: after, limit: 4 * Mirror.pageItems)
                }
            }
            if page.isEmpty { break }
            last = page.last?.key
            let (made, failures) = try await workers.run { try link(page) }
            tally.counts.linksMade += made
            blocked += failures.count
            guard isLast else { continue }
            for failure in failures {
                tally.add(failure)
                report(.failed(failure))
            }
        }
        return blocked
    }

    private func link(_ page: [CurrentPath]) throws -> (made: Int, failures: [Failure]) {
        var changed = ChangedDirectories()
        var made = 0
        var failures: [Failure] = []
        for row in page {
            do {
                let path = try BucketPath(recorded: row.bucket, row.path)
                let digest = row.digest
                if try target.tree.shows(digest, at: path) { continue }
                try target.tree.link(path, to: digest, from: staging, &changed)
                made += 1
            } catch let error as StoreError {
                failures.append(
                    Failure(
                        file: row.bucket + "/" + row.path, kind: .pathTaken,
                        reason: error.message))
            }
        }
        try staging.syncEach(changed)
        return (made, failures)
    }

    /// Removes links that the snapshot does not have. An earlier backup made them; anything else in
    /// the tree stays.
    func removeStrayLinks(_ tally: inout BackupTally) async throws {
        tally.counts.linksRemoved += try await workers.run {
            let walk = try LinkWalk(target.files)
            var removed = 0
            while let link = try walk.next() {
                let isShown = try snapshotShows(link)
                guard !isShown, try walk.isStoresOwn(link) else { continue }
                try walk.remove(link)
                removed += 1
            }
            return removed
        }
    }

    /// Asks the target's catalogue, which is the snapshot by now.
    private func snapshotShows(_ link: LinkWalk.Link) throws -> Bool {
        try snapshot.read { try $0.occupant(bucket: link.bucket, path: link.path) } != nil
    }
}

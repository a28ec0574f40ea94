package import Catalog
import ContentStore
package import StillStoreCore
package import Values

/// The result for one asset that was to be exported.
package struct ExportItem: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case written
        /// A file with the same bytes was there.
        case unchanged
        case failed(Failure)
    }

    /// `bucket/path`, also the file's name below the export directory.
    package let path: String
    package let outcome: Outcome
}

extension Library {
    /// Copies the current assets of `filter` to plain files under their bucket paths.
    ///
    /// A file appears whole or not at all. One that exists with other bytes is kept and reported,
    /// unless `overwriting`. Another run writes only what is missing.
    package func export(
        to target: FilePath, _ filter: AssetFilter, overwriting: Bool, stop: StopSignal,
        report: @escaping @Sendable (ExportItem) -> Void
    ) async throws {
        try await stop.heeding {
            let target = absolute(target)
            for bucket in try filter.bucket.map({ [$0] }) ?? buckets() {
                var page = filter
                page.bucket = bucket
                var after: String?
                while !stop.isRequested {
                    let listings = try list(page, after: after, limit: 500)
                    guard let last = listings.last else { break }
                    after = page.cursor(behind: last)
                    for listing in listings where !stop.isRequested {
                        guard
                            let item = try await workers.run({ [self] in
                                try export(listing, to: target, overwriting)
                            })
                        else { continue }
                        report(item)
                    }
                }
            }
        }
    }

    /// Refuses a bucket that no asset is, was or will be in: its name is mistyped.
    /// - Parameter name: as the catalogue writes it, or as its directory is called.
    /// - Returns: as the catalogue writes it.
    package func checkBucket(_ name: String) throws -> String {
        for name in [name, asNamed(name[...])] {
            if try catalog.read({ try $0.hasBucket(name) }) { return name }
        }
        throw RequestError.noBucket(name)
    }

    /// The buckets that have a current path.
    package func buckets() throws -> [String] {
        try catalog.read { try $0.buckets() }
    }

    /// Nil for an asset without bytes.
    private func export(
        _ listing: AssetListing, to target: FilePath, _ overwriting: Bool
    ) throws -> ExportItem? {
        guard let bucket = listing.bucket, let path = listing.path,
            let digest = listing.asset.digest
        else { return nil }
        let name = bucket + "/" + path
        let place = target.appending(EscapedName.bytes(bucket)).appending(EscapedName.bytes(path))
        do {
            if try directory.disk.stat(place, following: false) != nil {
                if try holds(place, digest) { return ExportItem(path: name, outcome: .unchanged) }
                guard overwriting else {
                    throw RequestError.otherBytesThere(place)
                }
            }
            try write(digest, to: place)
            return ExportItem(path: name, outcome: .written)
        } catch {
            return ExportItem(
                path: name,
                outcome: .failed(Failure(file: name, kind: .notExported, error))
            )
        }
    }

    /// Whether a file that was there has the bytes of a blob.
    private func holds(_ path: FilePath, _ digest: Digest) throws -> Bool {
        guard let facts = try directory.disk.stat(path), facts.kind == .file,
            let blob = try catalog.read({ try $0.blob(digest) }),
            facts.size == UInt64(max(0, blob.size))
        else { return false }
        return try directory.disk.reader(path).digest(ofFirst: facts.size) == digest
    }

    private func write(_ digest: Digest, to place: FilePath) throws {
        let disk = directory.disk
        try makeDirectories(place.parent)
        // Written beside the target under a name of its own, so that a half-written file is never
        // seen.
        let partial = place.parent.appending(".stillstore-" + clock.makeID())
        do {
            let file = try disk.open(partial, .create(mode: 0o644))
            try read(digest) { piece in
                try disk.write(piece.baseAddress!, count: piece.count, to: file)
            }
            try disk.rename(partial, to: place)
        } catch {
            try? disk.unlink(partial)
            throw error
        }
    }

    private func makeDirectories(_ path: FilePath) throws(DiskError) {
        if try directory.disk.stat(path) != nil { return }
        try makeDirectories(path.parent)
        try directory.disk.mkdir(path)
    }
}

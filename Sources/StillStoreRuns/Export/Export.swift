package import Catalog
import ContentStore
package import Domain
import Imaging
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

/// What is written of each asset.
package struct ExportForm: Sendable {
    /// What files say beside their pixels is left out.
    package var stripsMetadata = false
    /// Makes the text of a file beside each: `NAME.json`. Nil for none.
    package var sidecar: (@Sendable (SidecarFacts) throws -> String)?
    /// On whose behalf a sidecar says what somebody thinks of a picture.
    package var viewer = Viewer.program
    /// Sidecars say too who made a picture, and where on whose disk.
    package var includesPrivate = false

    package init() {}
}

extension Library {
    /// Copies the current assets of `filter` to plain files under their bucket paths.
    ///
    /// A file appears whole or not at all. One that exists with other bytes is kept and reported,
    /// unless `overwriting`. Another run writes only what is missing.
    package func export(
        to target: FilePath, _ filter: AssetFilter, overwriting: Bool,
        form: ExportForm = ExportForm(), stop: StopSignal,
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
                                try export(listing, to: target, form, overwriting)
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
        _ listing: AssetListing, to target: FilePath, _ form: ExportForm, _ overwriting: Bool
    ) throws -> ExportItem? {
        guard let bucket = listing.bucket, let path = listing.path,
            let digest = listing.asset.digest
        else { return nil }
        let name = bucket + "/" + path
        let place = target.appending(EscapedName.bytes(bucket)).appending(EscapedName.bytes(path))
        do {
            var isWritten = false
            if form.stripsMetadata, let blob = listing.blob, blob.picture != nil {
                isWritten = try put(try stripped(blob), at: place, overwriting)
            } else {
                isWritten = try copy(digest, to: place, overwriting)
            }
            if let sidecar = form.sidecar {
                let facts = try sidecarFacts(of: listing, form)
                let text = Array((try sidecar(facts) + "\n").utf8)
                let beside = place.parent.appending(Array(place.name) + Array(".json".utf8))
                if try put(text, at: beside, overwriting) { isWritten = true }
            }
            return ExportItem(path: name, outcome: isWritten ? .written : .unchanged)
        } catch {
            return ExportItem(
                path: name,
                outcome: .failed(Failure(file: name, kind: .notExported, error))
            )
        }
    }

    /// - Returns: whether it was not there.
    private func copy(
        _ digest: Digest, to place: FilePath, _ overwriting: Bool
    ) throws -> Bool {
        let size = try catalog.read { try $0.blob(digest) }?.size
        if try isThere(digest, size: size, at: place, overwriting) { return false }
        try write(.blob(digest), to: place)
        return true
    }

    private func put(
        _ bytes: [UInt8], at place: FilePath, _ overwriting: Bool
    ) throws -> Bool {
        let digest = bytes.withUnsafeBytes { Digest.of($0) }
        if try isThere(digest, size: Int64(bytes.count), at: place, overwriting) { return false }
        try write(.bytes(bytes), to: place)
        return true
    }

    /// Whether a file has these bytes already.
    /// - Throws: `RequestError.otherBytesThere` for one that is to be kept.
    private func isThere(
        _ digest: Digest, size: Int64?, at place: FilePath, _ overwriting: Bool
    ) throws -> Bool {
        guard try directory.disk.stat(place, following: false) != nil else { return false }
        if let facts = try directory.disk.stat(place), facts.kind == .file, let size,
            facts.size == UInt64(max(0, size)),
            try directory.disk.reader(place).digest(ofFirst: facts.size) == digest
        {
            return true
        }
        guard overwriting else { throw RequestError.otherBytesThere(place) }
        return false
    }

    private func stripped(_ blob: BlobRecord) throws -> [UInt8] {
        let contents = try original(blob.digest, size: blob.size)
        let limits = limits.picture
        return try contents.withSource(directory.disk) { source throws(PictureError) in
            let header = try probe(source, limits: limits)
            return try strippedOfMetadata(source, header)
        }
    }

    private enum Content {
        case blob(Digest)
        case bytes([UInt8])
    }

    /// Written beside the target under a name of its own, so that a half-written file is never seen.
    private func write(_ content: Content, to place: FilePath) throws {
        let disk = directory.disk
        try makeDirectories(place.parent)
        let partial = place.parent.appending(".stillstore-" + clock.makeID())
        do {
            let file = try disk.open(partial, .create(mode: 0o644))
            switch content {
            case .blob(let digest):
                try read(digest) { piece in
                    try disk.write(piece.baseAddress!, count: piece.count, to: file)
                }
            case .bytes(let bytes): try disk.write(bytes, count: bytes.count, to: file)
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

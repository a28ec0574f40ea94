import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

extension RebuildCatalog {
    /// Makes assets of links that no fact knows and that lead to whole objects, so that a journal
    /// that was lost, in part or as a whole, costs no picture.
    func claimLinks(_ progress: inout RebuildProgress) throws {
        let unreadable = UnreadableParts(directory)
        let walk = try unreadable.walk()
        while true {
            try checkStop()
            let entries = try walk.entries(limit: RebuildCatalog.batch)
            if entries.isEmpty { return unreadable.report(&progress) }
            var facts = JournalFacts()
            let (claimed, dangling) = try catalog.write { writer in
                var claimed = 0
                var dangling: [(String, Digest)] = []
                for entry in entries {
                    let shown = try unreadable.passing(entry.path) { try walk.link(entry) }
                    guard let (place, digest) = shown else { continue }
                    let outcome = try unreadable.passing {
                        try claim(place, digest, entry, of: walk, &facts, writer)
                    }
                    switch outcome {
                    case .known, nil: break
                    case .made: claimed += 1
                    case .withoutObject: dangling.append((place.text, digest))
                    }
                }
                return (claimed, dangling)
            }
            if !facts.lines.isEmpty { try journal.append(facts.lines) }
            progress.fromLinks += claimed
            for (place, digest) in dangling {
                progress.problem(
                    place, .danglingLink,
                    "no fact knows it, and its object \(digest.hex) is not in the store, or damaged"
                )
            }
            progress.report(.examined(entries.count))
        }
    }

    private enum Claim { case known, made, withoutObject }

    private func claim(
        _ place: BucketPath, _ digest: Digest, _ entry: TreeEntry, of walk: TreeWalk,
        _ facts: inout JournalFacts, _ writer: RebuildWriter
    ) throws -> Claim {
        let (bucket, path) = (place.bucketText, place.pathText)
        let occupant = try writer.catalog.reader.occupant(bucket: bucket, path: path)
        if occupant?.digest == digest { return .known }
        // The facts say that these bytes were at the path and no longer are.
        if try writer.hasKnown(bucket: bucket, path: path, digest: digest) { return .known }
        guard let blob = try writer.catalog.reader.blob(digest), blob.state == .present else {
            return occupant == nil ? .withoutObject : .known
        }
        if try isShared(entry, of: walk, digest, writer) { return .known }
        let time = try walk.facts(entry)?.modified ?? 0
        try add(
            blob, at: place, createdAt: time / 1_000_000, superseding: occupant, &facts, writer)
        return .made
    }

    /// Makes an asset of bytes of which only the path is known.
    func add(
        _ blob: BlobRecord, at place: BucketPath, createdAt time: Int64,
        superseding occupant: PathOccupant?, _ facts: inout JournalFacts, _ writer: RebuildWriter
    ) throws {
        let asset = AssetRecord(
            id: clock.makeID(at: time), digest: blob.digest,
            kind: blob.picture == nil ? .file : .image, origin: .upload,
            name: EscapedName.text(place.components.last ?? []), userID: nil, jobID: nil,
            source: nil, metadata: "{}", retrievalStatus: .completed, createdAt: time)
        try writer.catalog.insert(asset)
        try writer.catalog.occupy(
            bucket: place.bucketText, path: place.pathText, assetID: asset.id, kind: asset.kind,
            superseding: occupant, at: time)
        try facts.add(
            asset, place, blob.digest, superseding: occupant?.assetID, at: time,
            bytes: blob.size)
    }
}

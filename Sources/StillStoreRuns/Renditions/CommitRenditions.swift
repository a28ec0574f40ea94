import Catalog
import ContentStore
import Imaging
import StillStoreCore
import Values

/// Makes a batch of staged renditions part of the store, in the order of `docs/format.md`: durable,
/// published, recorded in the catalogue. Blocks; one thread runs all commits of a run.
struct CommitRenditions: Sendable {
    let library: Library
    let staging: StagingArea
    let journal: Journal
    /// Nil outside a run.
    let run: String?

    /// Pictures that were removed from the store meanwhile are left out of the result.
    /// - Throws: `StoreFailure`; then nothing of the batch is stored.
    func commit(
        _ batch: [MadePicture], _ counts: RunCounts
    ) throws(StoreFailure) -> ([ThumbnailItem], RunCounts) {
        do {
            try staging.sync(batch.flatMap { $0.made.map(\.staged) })
            return try library.directory.withObjectLock(.shared) {
                let here = try library.catalog.read { reader in
                    try batch.filter { try reader.blob($0.blob.digest) != nil }
                }
                try library.directory.objects.publish(
                    here.flatMap { $0.made.map(\.staged) }, from: staging)
                // Reading a damaged original again may take long, so before the transaction.
                let committed = try here.map { try confirmed($0) }
                return try library.catalog.write { try record(committed, counts, $0) }
            }
        } catch {
            throw StoreFailure(cause: error)
        }
    }

    /// An original that was found lost may have been repaired since.
    private func confirmed(_ picture: MadePicture) throws -> MadePicture {
        guard case .lost(let lost) = picture.body else { return picture }
        let isStillLost =
            switch lost {
            case .missing:
                try library.directory.objects.facts(of: .original(picture.digest)) == nil
            case .damaged:
                try !library.directory.objects.isWhole(
                    picture.digest, size: UInt64(max(0, picture.blob.size)))
            }
        return isStillLost
            ? picture
            : MadePicture(
                blob: picture.blob,
                body: .failed(
                    kind: .changed, reason: "its object was repaired while it was read: run again",
                    remedy: nil))
    }

    private func record(
        _ batch: [MadePicture], _ counts: RunCounts, _ writer: CatalogWriter
    ) throws -> ([ThumbnailItem], RunCounts) {
        var counts = counts
        var items: [ThumbnailItem] = []
        var facts = try JournalFacts(of: writer)
        for picture in batch {
            try write(picture, &facts, writer)
            let item = try picture.item(writer.reader)
            counts.add(item, bytes: picture.bytesRead)
            if case .failed(let failure) = item.outcome, let run {
                try writer.insert(
                    RunFailure(number: counts.failed, failure, library.words), run: run)
            }
            items.append(item)
        }
        try writer.write(facts, to: journal)
        if let run { try writer.updateRun(id: run, counts) }
        return (items, counts)
    }

    private func write(
        _ picture: MadePicture, _ facts: inout JournalFacts, _ writer: CatalogWriter
    ) throws {
        let (digest, now) = (picture.blob.digest, library.clock.now())
        switch picture.body {
        case .made(let made):
            for one in made {
                try writer.upsert([one.recipe], &facts, at: now)
                try writer.insert(one.record)
                try writer.forgetRefusal(of: digest, recipeID: one.recipe.id)
            }
            // Its original was read whole on the way.
            if picture.blob.state != .present { try writer.setState(.present, of: digest) }
        case .lost(.missing): try writer.setState(.missing, of: digest)
        case .lost(.damaged): try writer.setState(.corrupt, of: digest)
        case .refused(let recipes, let kind, let reason, let remedy):
            let version = library.decoderVersion
            for recipe in recipes {
                try writer.upsert(
                    RenditionRefusal(
                        digest: digest, recipeID: recipe.id, kind: .known(kind),
                        reason: withRemedy(reason, remedy, library.words),
                        decoderVersion: version), at: now)
            }
        case .failed, .wouldMake: break
        }
    }
}

extension MadePicture {
    func item(_ reader: CatalogReader) throws -> ThumbnailItem {
        func failed(
            _ kind: FailureKind, _ reason: String, _ remedy: Remedy?
        ) throws -> ThumbnailItem.Outcome {
            let name = try reader.nameForPeople(of: digest)
            return .failed(Failure(file: name, kind: kind, reason: reason, remedy: remedy))
        }
        let outcome: ThumbnailItem.Outcome =
            switch body {
            case .made(let made): .made(made.map(\.recipe.id))
            case .wouldMake(let recipes): .made(recipes.map(\.id))
            case .lost(let lost): try failed(lost.kind, lost.reason, lost.remedy)
            case .refused(_, let kind, let reason, let remedy),
                .failed(let kind, let reason, let remedy):
                try failed(kind, reason, remedy)
            }
        return ThumbnailItem(digest: digest, outcome: outcome)
    }
}

extension CatalogReader {
    /// The name of a blob in messages: the bucket path of its newest current asset, or what else
    /// there is.
    func nameForPeople(of digest: Digest) throws -> String {
        let assets = try assets(digest: digest, limit: 1000)
        let current = assets.last {
            $0.asset.supersededBy == nil && $0.asset.deletedAt == nil && $0.path != nil
        }
        guard let listing = current ?? assets.last else { return digest.hex }
        guard let bucket = listing.bucket, let path = listing.path else {
            return listing.asset.name
        }
        return bucket + "/" + path
    }
}

extension RunCounts {
    package mutating func add(_ item: ThumbnailItem, bytes: Int) {
        found += 1
        self.bytes += bytes
        switch item.outcome {
        case .made(let recipes): stored += recipes.count
        case .skipped: skipped += 1
        case .failed: failed += 1
        }
    }
}

import Catalog
import ContentStore
import StillStoreCore
import Values

extension Library {
    /// Reports what `copy` would do, from rows and sizes alone.
    func dryRun(
        _ target: Library, _ request: CopyRequest, _ pages: CopyPages, _ stop: StopSignal,
        _ report: @escaping @Sendable (CopyEvent) -> Void
    ) async throws -> RunCounts {
        try await workers.run { [self] in
            var pages = pages
            var counts = RunCounts()
            // 64 bits of each blob that would have been sent: a million take some tens of
            // megabytes.
            var sent: Set<UInt64> = []
            while !stop.isRequested, let page = try pages.next() {
                let items = try target.catalog.read { reader in
                    try page.candidates.map { candidate in
                        try decide(candidate, target, request, reader, &sent)
                    }
                }
                for item in page.others + items {
                    counts.add(item)
                    report(.item(item))
                }
            }
            return counts
        }
    }

    private func decide(
        _ candidate: CopyCandidate, _ target: Library, _ request: CopyRequest,
        _ reader: CatalogReader, _ sent: inout Set<UInt64>
    ) throws -> CopyItem {
        let verdict = try CopyVerdict(
            candidate.listing, at: candidate.path, keepsExisting: request.keepsExisting, reader)
        var item: CopyItem
        switch verdict {
        case .finished(let outcome, let id):
            item = CopyItem(file: candidate.path.text, outcome: outcome)
            item.assetID = id
        case .needed(let occupant):
            let mark = candidate.digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            let isThere = try target.hasObject(candidate.digest, reader)
            let isSent = !isThere && sent.insert(mark).inserted
            item = CopyItem(file: candidate.path.text, outcome: isSent ? .stored : .duplicate)
            item.bytes = isSent ? candidate.blob.size : 0
            item.assetID = candidate.listing.asset.id
            item.superseded = occupant?.assetID
        }
        item.digest = candidate.digest
        return item
    }
}

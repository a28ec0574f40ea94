import Catalog
import ContentStore
import Foundation
package import StillStoreCore
import Values

extension Library {
    /// Copies assets to another store, by digest: only bytes that it lacks are sent. Ids, metadata,
    /// sources and times are kept; renditions are copied where both stores mean the same by a
    /// recipe. Written as by an ingest, in batches; running it again sends only what is missing.
    ///
    /// A failure of one asset is reported, and the run goes on. Assets that were deleted in the
    /// other store stay deleted there.
    /// - Throws: what keeps either store as a whole from working. What was reported stays stored.
    package func copy(
        to target: Library, _ request: CopyRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (CopyEvent) -> Void
    ) async throws -> CopySummary {
        try await stop.heeding { () async throws -> CopySummary in
            let began = Date()
            let retained = try await workers.run { [self] in
                try checkIsAnother(target)
                return try directory.preventGC()
            }
            defer { retained.release() }
            let pages = CopyPages(self, request.selection, limit: min(target.batchItems, 512))
            if request.isDryRun {
                let counts = try await dryRun(target, request, pages, stop, report)
                return CopySummary(
                    run: nil, counts: counts, wasInterrupted: stop.isRequested,
                    seconds: -began.timeIntervalSinceNow)
            }
            let session = try await target.workers.run {
                try RunSession(target, verb: "copy", arguments: request.arguments)
            }
            report(.started(run: session.id))
            do {
                let counts = try await copy(to: target, request, session, pages, stop, report)
                let status = stop.isRequested ? RunStatus.interrupted : .completed
                try await target.committer.run { try session.finish(status, counts) }
                return CopySummary(
                    run: session.id, counts: counts, wasInterrupted: stop.isRequested,
                    seconds: -began.timeIntervalSinceNow)
            } catch {
                try? await target.committer.run {
                    try session.finish(.failed, nil, error: describe(error, target.words))
                }
                throw error
            }
        }
    }

    private func copy(
        to target: Library, _ request: CopyRequest, _ session: RunSession, _ pages: CopyPages,
        _ stop: StopSignal, _ report: @escaping @Sendable (CopyEvent) -> Void
    ) async throws -> RunCounts {
        let prepare = PrepareCopy(
            source: self, target: target, staging: session.staging, links: request.links)
        let commit = CommitCopies(
            target: target, session: session, keepsExisting: request.keepsExisting)
        var counts = RunCounts()
        var pages = pages
        while !stop.isRequested, let page = try await next(&pages) {
            // Several assets may share a blob: it is sent once.
            let lacking = try await workers.run { [self] in try needed(page, target, request) }
            let prepared = try await workers.map(lacking) { candidate -> (Digest, CopiedBlob) in
                (candidate.digest, try prepare.prepare(candidate))
            }
            let blobs = Dictionary(uniqueKeysWithValues: prepared)
            let before = counts
            counts = try await target.committer.run {
                let (items, after) = try commit.commit(
                    page.candidates, blobs, others: page.others, before)
                for item in items { report(.item(item)) }
                return after
            }
        }
        return counts
    }

    private func next(_ pages: inout CopyPages) async throws -> CopyPages.Page? {
        let before = pages
        let (page, after) = try await workers.run {
            var pages = before
            return (try pages.next(), pages)
        }
        pages = after
        return page
    }

    /// One asset of each blob that must be in the other store for the page.
    private func needed(
        _ page: CopyPages.Page, _ target: Library, _ request: CopyRequest
    ) throws -> [CopyCandidate] {
        var seen: Set<Digest> = []
        return try target.catalog.read { reader in
            try page.candidates.filter { candidate in
                let verdict = try CopyVerdict(
                    candidate.listing, at: candidate.path, keepsExisting: request.keepsExisting,
                    reader)
                guard case .needed = verdict else { return false }
                return seen.insert(candidate.digest).inserted
            }
        }
    }

    private func checkIsAnother(_ target: Library) throws {
        if try directory.isSame(as: target.directory) {
            throw RequestError.sameStore(target.directory.root)
        }
    }
}

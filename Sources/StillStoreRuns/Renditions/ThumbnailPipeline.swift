import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import Values

/// Runs a regeneration: pictures are scanned, renditions made by the workers, and committed in
/// batches while the workers go on.
actor ThumbnailPipeline {
    typealias CommitBatch =
        @Sendable ([MadePicture], RunCounts) throws -> ([ThumbnailItem], RunCounts)

    private enum Prepared: Sendable {
        case classified(Digest, ClassifyPicture.Decision)
        case made(MadePicture)
    }

    private let library: Library
    private let classify: ClassifyPicture
    private let make: MakeRenditions
    private let commitBatch: CommitBatch
    private let report: @Sendable (ThumbnailEvent) -> Void

    private var batch: [MadePicture] = []
    private var batchRenditions = 0
    private var batchBytes: Int64 = 0
    private var batchBegan = Date()
    /// What is committed, and what needs no commit and is not added to it yet.
    private var counts = RunCounts()
    private var uncommitted = RunCounts()
    /// The commit in flight; at most one.
    private var committing: Task<RunCounts, any Error>?

    /// A batch is committed when it has this many staged bytes, or is this old.
    private static let batchBytes: Int64 = 64 << 20
    private static let batchSeconds = 2.0

    /// - Parameter commitBatch: commits a batch, or reports what would be committed.
    init(
        _ library: Library, _ classify: ClassifyPicture, _ make: MakeRenditions,
        report: @escaping @Sendable (ThumbnailEvent) -> Void, commitBatch: @escaping CommitBatch
    ) {
        self.library = library
        self.classify = classify
        self.make = make
        self.report = report
        self.commitBatch = commitBatch
    }

    /// Runs until the pictures are exhausted or `stop` is requested; returns what was done.
    func run(_ scan: ScanPictures, _ stop: StopSignal) async throws -> RunCounts {
        do {
            try await makeAll(scan, stop)
        } catch {
            // Whole items are committed, as far as the store still works.
            try? await commit()
            _ = try? await committing?.value
            throw error
        }
        try await commit()
        try await awaitCommit()
        return counts.adding(uncommitted)
    }

    private func makeAll(_ scan: ScanPictures, _ stop: StopSignal) async throws {
        try await withThrowingTaskGroup(of: Prepared.self) { group in
            var inFlight = 0
            search: while !stop.isRequested {
                let findings = try await library.scanner.run { try scan.next() }
                if findings.isEmpty { break }
                var unchanged = 0
                for finding in findings {
                    if case .right? = finding.decision {
                        unchanged += 1
                        continue
                    }
                    if case .refusedBefore? = finding.decision {
                        receive(.classified(finding.picture.digest, finding.decision!))
                        continue
                    }
                    while inFlight >= library.jobs * 2 {
                        receive(try await group.next()!)
                        inFlight -= 1
                        try await commitIfDue()
                    }
                    if stop.isRequested { break }
                    group.addTask { [self] in try await prepared(finding) }
                    inFlight += 1
                }
                count(unchanged: unchanged)
                try await commitIfDue()
            }
            while let done = try await group.next() {
                receive(done)
                try await commitIfDue()
            }
        }
    }

    private nonisolated func prepared(_ finding: ScanPictures.Finding) async throws -> Prepared {
        try await library.workers.run { [classify, make] in
            let decision = finding.decision ?? classify.decision(finding.picture)
            guard case .make(let recipes) = decision else {
                return .classified(finding.picture.digest, decision)
            }
            return .made(try make.make(finding.picture.blob, recipes))
        }
    }

    private func receive(_ prepared: Prepared) {
        switch prepared {
        case .classified(_, .right): count(unchanged: 1)
        case .classified(let digest, .refusedBefore(let reason)):
            let item = ThumbnailItem(digest: digest, outcome: .skipped(reason: reason))
            uncommitted.add(item, bytes: 0)
            report(.item(item))
        case .classified(_, .make): preconditionFailure("what is to be made is made")
        case .made(let picture):
            if batch.isEmpty { batchBegan = Date() }
            batch.append(picture)
            batchRenditions += max(1, picture.made.count)
            batchBytes += picture.made.reduce(0) { $0 + $1.record.size }
        }
    }

    private func count(unchanged: Int) {
        if unchanged == 0 { return }
        uncommitted.found += unchanged
        uncommitted.unchanged += unchanged
        report(.unchanged(unchanged))
    }

    private func commitIfDue() async throws {
        let isDue =
            batchRenditions >= library.batchItems || batchBytes >= ThumbnailPipeline.batchBytes
            || !batch.isEmpty
                && -batchBegan.timeIntervalSinceNow >= ThumbnailPipeline.batchSeconds
        if isDue { try await commit() }
    }

    /// Starts a commit once the one before is done.
    private func commit() async throws {
        try await awaitCommit()
        if batch.isEmpty { return }
        let taken = batch
        batch = []
        batchRenditions = 0
        batchBytes = 0
        let before = counts.adding(uncommitted)
        uncommitted = RunCounts()
        committing = Task { [library, commitBatch, report] in
            try await library.committer.run {
                let (items, after) = try commitBatch(taken, before)
                for item in items { report(.item(item)) }
                return after
            }
        }
    }

    private func awaitCommit() async throws {
        guard let task = committing else { return }
        committing = nil
        counts = try await task.value
    }
}

extension RunCounts {
    fileprivate func adding(_ other: RunCounts) -> RunCounts {
        var sum = self
        sum.found += other.found
        sum.unchanged += other.unchanged
        sum.skipped += other.skipped
        return sum
    }
}

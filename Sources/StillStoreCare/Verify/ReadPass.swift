import Catalog
import ContentStore
import StillStoreCore
import Values

/// A pass over the bytes of every blob and its renditions: those that were never read first, then
/// those that were read longest ago. It can end at any blob, and the next pass continues there.
struct ReadPass {
    let library: Library
    let register: DefectRegister
    let budget: ReadingBudget

    /// Blobs whose reading is recorded in one transaction; a kill makes at most these be read
    /// again.
    private static let pageBlobs = 512
    /// How much a worker receives at a time.
    private static let portionBytes: UInt64 = 8 << 20
    private static let portionBlobs = 32

    func run() async throws {
        let start = try await begin()
        var place = VerificationPlace.start
        while !budget.isOver {
            let from = place
            let (blobs, next) = try await library.workers.run { try page(from, start) }
            if blobs.isEmpty { return try await end() }
            place = next
            let outcome = try await read(blobs)
            try await recordProgress(outcome.done, start)
            register.change {
                $0.blobs += outcome.done.count
                $0.bytes += outcome.bytes
            }
        }
        let left = try library.catalog.read { try $0.leftToVerify(before: start) }
        if left.blobs == 0 { return try await end() }
        let isRecorded = register.isRecording
        register.change { summary in
            // Blobs whose reading could not be recorded count as left.
            let read = isRecorded ? (0, 0) : (summary.blobs, summary.bytes)
            summary.leftBlobs = max(0, left.blobs - read.0)
            summary.leftBytes = max(0, left.bytes - read.1)
        }
    }

    private func recordProgress(_ done: [Digest], _ start: Int64) async throws {
        try await library.committer.run {
            try register.write { writer in
                try writer.setVerified(done, at: max(start, library.clock.now()))
            }
        }
    }

    /// When the pass began: now, or when the unfinished one did.
    private func begin() async throws -> Int64 {
        try await library.committer.run {
            let now = library.clock.now()
            if try library.catalog.read({ try $0.hasVerification(after: now) }) {
                // The clock was ahead then: without this they would not be read again until that
                // time.
                try register.write { try $0.pullBackVerification(after: now) }
            }
            // If nothing is recorded, no pass is continued.
            let begun =
                register.isRecording
                ? try library.catalog.read { try $0.verificationPass() } : nil
            let start = begun ?? (register.isRecording ? now : .max)
            if begun == nil { try register.write { try $0.beginVerification(at: start) } }
            let left = try library.catalog.read { try $0.leftToVerify(before: start) }
            register.send(.reading(blobs: left.blobs, bytes: left.bytes, since: begun))
            return start
        }
    }

    private func end() async throws {
        try await library.committer.run {
            try register.write { try $0.endVerification() }
        }
    }

    private func page(
        _ place: VerificationPlace, _ start: Int64
    ) throws -> ([BlobToRead], VerificationPlace) {
        try library.catalog.read { reader in
            let (blobs, next) = try reader.blobsToVerify(
                from: place, before: start, limit: ReadPass.pageBlobs)
            let all = try blobs.map {
                BlobToRead(blob: $0, renditions: try reader.renditions(of: $0.digest))
            }
            return (all, next)
        }
    }

    private func read(_ blobs: [BlobToRead]) async throws -> ReadBlobs.Outcome {
        let read = ReadBlobs(library: library, register: register, budget: budget)
        var rest = portions(blobs)[...]
        return try await withThrowingTaskGroup(of: ReadBlobs.Outcome.self) { group in
            var all = ReadBlobs.Outcome()
            var running = 0
            while running > 0 || (!rest.isEmpty && !budget.isOver) {
                if running < library.jobs * 2, !budget.isOver, let portion = rest.popFirst() {
                    await budget.pay(for: portion.reduce(0) { $0 + $1.bytes })
                    group.addTask { try await library.workers.run { try read.read(portion) } }
                    running += 1
                    continue
                }
                guard let outcome = try await group.next() else { break }
                running -= 1
                all.done += outcome.done
                all.bytes += outcome.bytes
            }
            return all
        }
    }

    private func portions(_ blobs: [BlobToRead]) -> [[BlobToRead]] {
        // At a slow rate a portion is a quarter of a second.
        let most = budget.rate.map { min($0 / 4, ReadPass.portionBytes) } ?? ReadPass.portionBytes
        var portions: [[BlobToRead]] = []
        var last: [BlobToRead] = []
        var bytes: UInt64 = 0
        for blob in blobs {
            if !last.isEmpty, bytes + blob.bytes > most || last.count == ReadPass.portionBlobs {
                portions.append(last)
                last = []
                bytes = 0
            }
            last.append(blob)
            bytes += blob.bytes
        }
        if !last.isEmpty { portions.append(last) }
        return portions
    }
}

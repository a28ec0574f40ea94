import Catalog
import ContentStore
import Foundation
import StillStoreCore
import Values

/// The result for one file that the target must have.
enum MirrorOutcome: Sendable {
    /// It was there.
    case there
    /// Its bytes are in staging and have the right digest.
    case staged(StagedObject)
    case failed(Failure)
}

extension Mirror {
    /// Copies every object of the snapshot that is not in the target, a page at a time: staged and
    /// hashed by the workers, made durable, read back, and only then published.
    func bringObjects(_ tally: inout BackupTally) async throws {
        var last: Digest?
        while !stop.isRequested {
            let after = last
            let page = try await workers.run {
                try snapshot.read { try $0.blobs(after: after, limit: Mirror.pageItems) }
            }
            if page.isEmpty { return }
            last = page.last?.digest
            let brought = try await workers.map(page) { try bring($0) }
            let staged = brought.compactMap { if case .staged(let blob) = $0 { blob } else { nil } }
            try await workers.run { try staging.sync(staged) }
            let outcomes = try await workers.map(brought) { try readBack($0) }
            try await workers.run { try record(page, outcomes) }
            for outcome in outcomes { count(outcome, &tally) }
        }
    }

    /// Checks every object once more before the catalogue says that it is there.
    func checkPresence(_ tally: inout BackupTally) async throws {
        var last: Digest?
        while !stop.isRequested {
            let after = last
            let page = try await workers.run {
                try snapshot.read { try $0.blobs(after: after, limit: 4 * Mirror.pageItems) }
            }
            if page.isEmpty { return }
            last = page.last?.digest
            let lost = try await workers.run {
                let lost = try page.filter { try $0.state == .present && !isThere($0) }
                if !lost.isEmpty {
                    try snapshot.write { writer in
                        for blob in lost { try writer.setState(.missing, of: blob.digest) }
                    }
                }
                return lost
            }
            for blob in lost {
                let hex = blob.digest.hex
                let failure = Failure(
                    file: hex, kind: .vanished,
                    reason: "it was written and is not there any more: run again")
                tally.add(failure)
                report(.failed(failure))
            }
        }
    }

    private func bring(_ blob: BlobCheck) throws -> MirrorOutcome {
        let digest = blob.digest
        if try isThere(blob) {
            if !rereads { return .there }
            if try target.objects.isWhole(digest, size: UInt64(blob.size)) { return .there }
        }
        let path = source.objects.location(of: .original(digest))
        do throws(DiskError) {
            let staged = try source.objects.stage(
                digest, size: blob.size, linking: transfer == .link, in: staging)
            guard let staged else {
                return .failed(
                    Failure(
                        file: digest.hex, kind: .damaged,
                        reason: "the bytes of \(path.text) have another digest"))
            }
            return .staged(staged)
        } catch {
            // Reading and writing are one loop; the path in the error says which side failed.
            guard error.path == path else { throw error }
            return .failed(
                error.isNotFound
                    ? Failure(
                        file: digest.hex, kind: .missing, reason: "\(path.text) is not there")
                    : Failure(file: digest.hex, kind: .unreadable, reason: error.message))
        }
    }

    private func isThere(_ blob: BlobCheck) throws(DiskError) -> Bool {
        let facts = try target.objects.facts(of: .original(blob.digest))
        return facts?.kind == .file && facts?.size == UInt64(blob.size)
    }

    /// A copy that differs from what was written is the fault of the target's disk.
    private func readBack(_ brought: MirrorOutcome) throws -> MirrorOutcome {
        // A hard link was already read under its first name.
        guard case .staged(let blob) = brought, !blob.isLinked else { return brought }
        let (found, _) = try staging.reader(blob.path).digest()
        guard found == blob.digest else {
            staging.discard(blob.path)
            return .failed(
                Failure(
                    file: blob.digest.hex, kind: .misread,
                    reason:
                        "the copy below \(target.root.text) was read back with other bytes: check that disk"
                ))
        }
        return brought
    }

    /// Publishes what was copied, and records in the snapshot what the target has of it.
    private func record(_ page: [BlobCheck], _ outcomes: [MirrorOutcome]) throws {
        let staged = outcomes.compactMap { if case .staged(let blob) = $0 { blob } else { nil } }
        try target.objects.publish(staged, from: staging)
        var missing: [Digest] = []
        var present: [Digest] = []
        for (blob, outcome) in zip(page, outcomes) {
            switch outcome {
            case .failed: if blob.state == .present { missing.append(blob.digest) }
            case .there, .staged: if blob.state != .present { present.append(blob.digest) }
            }
        }
        if missing.isEmpty, present.isEmpty { return }
        try snapshot.write { writer in
            for digest in missing { try writer.setState(.missing, of: digest) }
            for digest in present { try writer.setState(.present, of: digest) }
        }
    }

    private func count(_ outcome: MirrorOutcome, _ tally: inout BackupTally) {
        switch outcome {
        case .there:
            tally.counts.unchanged += 1
            report(.unchanged)
        case .staged(let blob):
            tally.counts.copied += 1
            tally.counts.copiedBytes += blob.size
            report(.copied(blob.digest, bytes: blob.size))
        case .failed(let failure):
            tally.add(failure)
            report(.failed(failure))
        }
    }
}

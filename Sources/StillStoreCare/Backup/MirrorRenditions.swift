import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

extension Mirror {
    private enum Outcome: Sendable {
        case there, absent
        case staged(StagedObject, Digest)
    }

    /// Copies the renditions that the snapshot has rows of. One that is missing or altered is left
    /// out: it can be made again from its original.
    func bringRenditions(_ tally: inout BackupTally) async throws {
        var last: RenditionRecord?
        while !stop.isRequested {
            let after = last
            let page = try await workers.run {
                try snapshot.read { try $0.renditions(after: after, limit: Mirror.pageItems) }
            }
            if page.isEmpty { return }
            last = page.last
            let outcomes = try await workers.map(page) { try bring($0) }
            let staged = outcomes.compactMap { outcome -> (StagedObject, Digest)? in
                if case .staged(let rendition, let digest) = outcome {
                    (rendition, digest)
                } else {
                    nil
                }
            }
            try await workers.run {
                try staging.sync(staged.map(\.0))
                for (rendition, digest) in staged {
                    guard try staging.reader(rendition.path).digest().0 == digest else {
                        throw DiskError.misread(rendition.path)
                    }
                }
                try target.objects.publish(staged.map(\.0), from: staging)
            }
            for outcome in outcomes {
                switch outcome {
                case .there: tally.counts.renditionsUnchanged += 1
                case .absent: tally.counts.renditionsAbsent += 1
                case .staged: tally.counts.renditionsCopied += 1
                }
            }
        }
    }

    private func bring(_ record: RenditionRecord) throws -> Outcome {
        let content = record.contentDigest
        if try isThere(record, content) { return .there }
        do {
            // Read twice before it counts as damaged: the disk may read a bit wrong once.
            let first = try stage(record)
            guard let path = try first == nil ? stage(record) : first else { return .absent }
            return .staged(StagedObject(rendition: record, path: path), content)
        } catch  where error.path == source.objects.location(of: record.key) {
            return .absent
        }
    }

    /// Nil if the source has no whole file of it.
    private func stage(_ record: RenditionRecord) throws(DiskError) -> FilePath? {
        try source.objects.stageRendition(
            record.key, content: record.contentDigest, size: record.size, in: staging)
    }

    private func isThere(_ record: RenditionRecord, _ content: Digest) throws -> Bool {
        let facts = try target.objects.facts(of: record.key)
        guard facts?.kind == .file, facts?.size == UInt64(record.size) else { return false }
        return try !rereads || target.objects.open(record.key)?.digest().0 == content
    }
}

import Catalog
import ContentStore
import Values

extension Replica {
    private enum Outcome: Sendable {
        case there, absent
        case staged(StagedRendition, Digest)
    }

    /// Brings the renditions that the snapshot has rows of. One that is gone or altered is left
    /// out: it can be made again from its original.
    func bringRenditions(_ tally: inout BackupTally) async throws {
        var last: RenditionRecord?
        while !stop.isRequested {
            let after = last
            let page = try await workers.run {
                try snapshot.read { try $0.renditions(after: after, limit: Replica.pageItems) }
            }
            if page.isEmpty { return }
            last = page.last
            let outcomes = try await workers.map(page) { try bring($0) }
            let staged = outcomes.compactMap { outcome -> (StagedRendition, Digest)? in
                if case .staged(let rendition, let digest) = outcome {
                    (rendition, digest)
                } else {
                    nil
                }
            }
            try await workers.run {
                try staging.makeDurable(staged.map(\.0.path))
                for (rendition, digest) in staged {
                    let file = try disk.open(rendition.path)
                    guard try Staging.hash(file, disk).0 == digest else {
                        throw DiskError.misread(rendition.path)
                    }
                }
                try staging.publish(staged.map(\.0))
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
        let digest = record.digest
        let content = record.contentDigest
        let place = target.layout.rendition(
            recipe: record.recipeID, digest, fileExtension: record.fileExtension)
        if try isThere(record, content, place) { return .there }
        let path = source.rendition(
            recipe: record.recipeID, digest, fileExtension: record.fileExtension)
        do {
            guard let staged = try staging.stageCopy(of: path, on: disk, content, size: record.size)
            else { return .absent }
            return .staged(
                StagedRendition(
                    digest: digest, recipe: record.recipeID, fileExtension: record.fileExtension,
                    path: staged), content)
        } catch  where error.path == path {
            return .absent
        }
    }

    private func isThere(
        _ record: RenditionRecord, _ content: Digest, _ place: FilePath
    ) throws -> Bool {
        let facts = try disk.stat(place, following: false)
        guard facts?.kind == .file, facts?.size == UInt64(record.size) else { return false }
        return try !rereads || Staging.hash(try disk.open(place), disk).0 == content
    }
}

extension RenditionRecord {
    /// Of its file.
    var fileExtension: String { format == "jpeg" ? "jpg" : format }
}

extension Staging {
    /// A copy of a file that must have this digest and size; nil when it has another.
    /// - Parameter disk: that of the store that the file is in.
    func stageCopy(
        of path: FilePath, on disk: Disk, _ digest: Digest, size: Int64
    ) throws(DiskError) -> FilePath? {
        let file = try disk.open(path)
        guard try disk.stat(file).size == UInt64(max(0, size)) else { return nil }
        let copy = try stageCopy(of: file)
        if copy.digest == digest { return copy.path }
        discard(copy.path)
        return nil
    }
}

import Catalog
import ContentStore
import Imaging
import StillStoreCore
import Values

/// A blob of one store, prepared for another.
struct CopiedBlob: Sendable {
    enum Body: Sendable {
        /// The other store has it already.
        case known
        case staged(StagedObject, BlobRecord)
        case failed(kind: FailureKind, reason: String)
    }

    let body: Body
    var renditions: [StagedObject] = []
    var records: [RenditionRecord] = []

    var staged: StagedObject? { if case .staged(let blob, _) = body { blob } else { nil } }
}

/// Copies the bytes of one blob to another store's staging area, hashed on the way, and its
/// renditions: copied if both stores mean the same recipe, made if they do not.
struct PrepareCopy: Sendable {
    let source: Library
    let target: Library
    let staging: StagingArea
    let links: Bool

    private var disk: Disk { target.directory.disk }

    /// - Throws: what is wrong with the other store. What is wrong with the blob is in the result.
    func prepare(_ candidate: CopyCandidate) throws -> CopiedBlob {
        let digest = candidate.digest
        if try target.catalog.read({ try target.hasObject(digest, $0) }) {
            return CopiedBlob(body: .known)
        }
        let path = source.directory.objects.location(of: .original(digest))
        do {
            let staged = try source.directory.objects.stage(
                digest, size: candidate.blob.size, linking: links, in: staging)
            guard let staged else {
                return .failed(.damaged, "the bytes of \(path.text) have another digest")
            }
            let blob = BlobRecord(
                digest: digest, size: Int64(staged.size),
                content: candidate.blob.content, createdAt: target.clock.now(),
                metadata: try source.catalog.read { try $0.metadata(of: digest) })
            var copied = CopiedBlob(body: .staged(staged, blob))
            try bringRenditions(&copied, blob, staged)
            return copied
        } catch let error as DiskError where error.path == path {
            return error.isNotFound
                ? .failed(.missing, "\(path.text) is not there")
                : .failed(.unreadable, error.message)
        }
    }

    private func bringRenditions(
        _ copied: inout CopiedBlob, _ blob: BlobRecord, _ staged: StagedObject
    ) throws {
        guard blob.picture != nil else { return }
        let records = try source.catalog.read { try $0.renditions(of: blob.digest) }
        var toMake: [Recipe] = []
        for setting in target.configuration.recipes {
            let recipe = setting.recipe
            if let record = records.first(where: { $0.recipeID == recipe.id }),
                let path = try stage(record)
            {
                copied.renditions.append(StagedObject(rendition: record, path: path))
                copied.records.append(record)
            } else if setting.when == .ingest {
                toMake.append(recipe)
            }
        }
        if toMake.isEmpty { return }
        let contents = FileContents.staged(
            staged.path, staged.digest, size: staged.size, isLinked: staged.isLinked)
        // An original is worth copying even if this program can no longer decode it.
        guard
            let picture = try? contents.withSource(
                disk,
                { source throws(PictureError) in
                    try DecodedPicture(
                        source, toMake, target.limits.picture, target.memory, isNew: false)
                })
        else { return }
        for rendition in picture.renditions {
            let (file, record) = try staging.stage(
                rendition, of: staged.digest, at: target.clock.now())
            copied.renditions.append(file)
            copied.records.append(record)
        }
    }

    /// Nil if the source has no whole file of it.
    private func stage(_ record: RenditionRecord) throws -> FilePath? {
        let objects = source.directory.objects
        do throws(DiskError) {
            return try objects.stageRendition(
                record.key, content: record.contentDigest, size: record.size,
                in: staging)
        } catch {
            guard error.path == objects.location(of: record.key) else { throw error }
            return nil
        }
    }
}

extension CopiedBlob {
    static func failed(_ kind: FailureKind, _ reason: String) -> CopiedBlob {
        CopiedBlob(body: .failed(kind: kind, reason: reason))
    }
}

import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import Values

/// Takes one file to the brink of being stored: read, hashed, decoded, renditions made, all of it
/// in staging. Blocks; runs on a worker thread.
struct Prepare: Sendable {
    let library: Library
    /// Nil for a dry run, which writes nothing.
    let staging: StagingArea?
    let transfer: IngestRequest.Transfer
    let keepsUndecodable: Bool
    /// Where files land, and what they are besides their bytes.
    var placement = IngestRequest.Placement()

    var disk: Disk { library.directory.disk }

    /// - Throws: `StoreFailure` only. What is wrong with the file is in the result.
    /// - Parameter target: where it lands; else the placement says it.
    func prepare(_ file: SourceFile, at target: Target? = nil) throws -> PreparedItem {
        do {
            if let item = try known(file) { return item }
            // A file that changes under our hands gets a second chance.
            for _ in 0..<2 {
                if let item = try attempt(file, target) { return item }
            }
            return .failed(
                file.path, .changed,
                "it changed while it was read, twice: try again when it is done")
        } catch let error as DiskError {
            return .failed(file.path, .unreadable, error.explanation)
        }
    }

    /// Bytes that lie in staging already, such as those of standard input.
    func prepare(
        _ contents: FileContents, label: FilePath, name: [UInt8], at target: Target
    ) throws -> PreparedItem {
        try examine(contents, label, name, target)
    }

    /// Nil when the file changed meanwhile.
    private func attempt(_ file: SourceFile, _ target: Target?) throws -> PreparedItem? {
        let open = try disk.reader(file.path)
        let facts = try open.facts()
        guard facts.kind == .file else {
            return .failed(file.path, .notAFile, "it is not a regular file")
        }
        let limit = library.limits.fileBytes
        guard facts.size <= limit else {
            return .failed(
                file.path, .overLimit,
                "it is \(facts.size) bytes, the limit is \(limit)", .raise(.fileBytes))
        }
        let now = library.clock.now()
        guard let contents = try read(open, file.path, facts) else { return nil }
        let after = try open.facts()
        guard contents.size == facts.size, after.hasContents(of: facts) else {
            contents.discard(staging)
            return nil
        }
        let target = target ?? Target.placed(file, placement, facts)
        var item = try examine(contents, file.path, Array(file.path.name), target)
        item.bytesRead = Int(contents.size)
        item.facts = after
        // A file that is moved away is not looked for again.
        if transfer != .move {
            // Linking a file, and unlinking one that is refused, changes its inode's change time.
            let noted = contents.isLinked ? try open.facts() : after
            if noted.hasContents(of: facts) {
                item.note = sourceRecord(item, contents.digest, file.path, facts, noted, now)
            }
        }
        return item
    }

    /// Nil when the file changed meanwhile.
    private func read(
        _ file: FileReader, _ path: FilePath, _ facts: FileFacts
    ) throws -> FileContents? {
        // What is moved is copied all the same: who still has it open would change the object.
        if transfer == .link, facts.isOurs, let staging,
            let linked = try stageLink(to: path, in: staging)
        {
            // The name may have come to mean another file since this one was opened.
            guard try disk.stat(linked)?.identity == facts.identity else {
                staging.discard(linked)
                return nil
            }
            let (digest, size) = try file.digest()
            return .staged(linked, digest, size: size, isLinked: true)
        }
        guard facts.size > FileContents.inMemoryBytes else {
            // One byte more than the file has, to see it grow.
            return .memory(try FileBytes(file, capacity: Int(facts.size) + 1))
        }
        guard let staging else {
            let (digest, size) = try file.digest()
            return .inPlace(file, digest, size: size)
        }
        do throws(DiskError) {
            let copy = try staging.stageCopy(of: file)
            return .staged(copy.path, copy.digest, size: copy.size, isLinked: false)
        } catch {
            // Reading and writing are one loop; which side failed is seen by the path.
            if error.path == path { throw error }
            throw StoreFailure(cause: error)
        }
    }

    private func stageLink(to path: FilePath, in staging: StagingArea) throws(StoreFailure)
        -> FilePath?
    {
        do throws(DiskError) { return try staging.stageLink(to: path) } catch {
            throw StoreFailure(cause: error)
        }
    }

    // MARK: Looking at the bytes

    private func examine(
        _ contents: FileContents, _ label: FilePath, _ name: [UInt8], _ target: Target
    ) throws -> PreparedItem {
        do {
            var known = try knownBlob(contents.digest)
            // Bytes that were kept undecoded are tried again: readers and limits change.
            if known?.picture == nil { known = nil }
            let picture = try known == nil ? decode(contents) : nil
            let format = (known?.picture ?? picture?.facts)?.format
            let path = try target.bucketPath(format, contents.digest, library)
            var content = PreparedContent(
                digest: contents.digest, path: path, kind: format == nil ? .file : .image,
                name: EscapedName.text(name), placement: placement)
            if let picture {
                content.blob = BlobRecord(
                    digest: contents.digest, size: Int64(contents.size),
                    content: picture.content, createdAt: library.clock.now(),
                    metadata: picture.metadata)
                if let staging { try stage(contents, picture.renditions, in: staging, &content) }
            } else {
                contents.discard(staging)
            }
            return PreparedItem(file: label, body: .content(content))
        } catch let error as PictureError {
            contents.discard(staging)
            return .failed(label, error.failure, error.reason, error.remedy)
        } catch let error as NameError {
            contents.discard(staging)
            return .failed(label, .badName, error.reason)
        }
    }

    /// The content row of bytes that are in the store, whole as far as a look can tell.
    private func knownBlob(_ digest: Digest) throws(StoreFailure) -> BlobRecord? {
        do {
            // Most bytes are new: no file, no question to the catalogue.
            let object = try library.directory.objects.facts(of: .original(digest))
            guard let object else { return nil }
            let blob = try library.catalog.read { try $0.blob(digest) }
            guard let blob, blob.state == .present else { return nil }
            // Before a source is removed, a look at the size is not enough.
            guard Int64(object.size) == blob.size else { return nil }
            if transfer == .move {
                return try library.directory.objects.isWhole(digest, size: object.size) ? blob : nil
            }
            return blob
        } catch {
            throw StoreFailure(cause: error)
        }
    }

    private func decode(_ contents: FileContents) throws(PictureError) -> DecodedPicture {
        do {
            return try contents.withSource(disk) { source throws(PictureError) in
                try DecodedPicture(
                    source, library.ingestRecipes, library.limits.picture, library.memory,
                    isNew: true)
            }
        } catch {
            guard keepsUndecodable, error.isAboutTheBytes else { throw error }
            return DecodedPicture(
                undecodable: describe(error, library.words), contents.metadata(disk))
        }
    }

    private func stage(
        _ contents: FileContents, _ renditions: [Rendition], in staging: StagingArea,
        _ content: inout PreparedContent
    ) throws(StoreFailure) {
        do throws(DiskError) {
            let path: FilePath =
                switch contents {
                case .memory(let bytes):
                    try staging.stage(bytes.all.baseAddress!, count: bytes.count)
                case .staged(let path, _, _, _): path
                case .inPlace: preconditionFailure("only a dry run leaves files in place")
                }
            content.staged = StagedObject(
                original: contents.digest, size: contents.size, path: path,
                isLinked: contents.isLinked)
            for rendition in renditions {
                try content.add(rendition, stagedIn: staging, at: library.clock.now())
            }
        } catch {
            throw StoreFailure(cause: error)
        }
        do {
            try library.directory.objects.prepare(content.allStaged.map(\.key))
        } catch {
            throw StoreFailure(cause: error)
        }
    }

    /// What to note of the file, so that an unchanged one is not read again.
    func sourceRecord(
        _ item: PreparedItem, _ digest: Digest, _ path: FilePath, _ before: FileFacts,
        _ after: FileFacts, _ now: Int64
    ) -> SourceFileRecord? {
        let outcome: SourceFileRecord.Outcome
        switch item.body {
        case .content, .unchanged: outcome = .stored(digest: digest)
        case .failed(let kind, let reason, let remedy):
            guard kind.isAboutTheBytes else { return nil }
            outcome = .refused(
                kind: .known(kind), reason: withRemedy(reason, remedy, library.words))
        }
        return SourceFileRecord(
            path, after, since: before, readAt: now, outcome,
            library.decoderVersion)
    }
}

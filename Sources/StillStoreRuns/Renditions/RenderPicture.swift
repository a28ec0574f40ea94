import Catalog
import ContentStore
package import Imaging
package import StillStoreCore
package import Values

extension Library {
    /// A rendition of an asset by any recipe, not stored.
    /// - Throws: `RequestError` for an asset that is no picture, or whose original is gone,
    ///   altered, or does not decode.
    package func render(_ reference: String, _ recipe: Recipe) async throws -> Rendition {
        try await workers.run { [self] in
            let blob = try picture(reference)
            do {
                let contents = try original(blob.digest, size: blob.size)
                return try contents.withSource(directory.disk) { source throws(PictureError) in
                    try DecodedPicture(source, [recipe], limits.picture, memory, isNew: false)
                }.renditions[0]
            } catch let lost as LostOriginal {
                throw RequestError.lostOriginal(reference, lost)
            } catch let error as PictureError {
                throw RequestError.refusedPicture(
                    reference, reason: error.reason, error.remedy)
            }
        }
    }

    /// Writes a file outside the store, which appears whole or not at all. An existing file is
    /// replaced, also through a link; a pipe or a device is written into.
    package func write(_ bytes: [UInt8], to target: FilePath) async throws {
        try await workers.run { [self] in
            let target = absolute(target)
            switch try disk.stat(target)?.kind {
            case .directory:
                throw RequestError.isDirectory(target)
            case .other:
                let sink = try disk.open(target, .sink)
                try disk.write(bytes, count: bytes.count, to: sink)
            case .file: try replace(try disk.realPath(target) ?? target, with: bytes)
            case .link, nil:
                // A link that leads nowhere does not show that a file is wanted there.
                if try disk.stat(target, following: false) != nil {
                    throw RequestError.linkLeadsNowhere(target)
                }
                try replace(target, with: bytes)
            }
        }
    }

    private var disk: Disk { directory.disk }

    private func replace(_ target: FilePath, with bytes: [UInt8]) throws {
        guard try disk.stat(target.parent)?.kind == .directory else {
            throw RequestError.noDirectory(target.parent)
        }
        if let store = try disk.realPath(directory.root),
            let place = try disk.realPath(target.parent),
            (place.bytes + [UInt8(ascii: "/")]).starts(with: store.bytes + [UInt8(ascii: "/")])
        {
            throw RequestError.insideStore(target)
        }
        let partial = target.parent.appending(".stillstore-" + clock.makeID())
        do {
            let file = try disk.open(partial, .create(mode: 0o644))
            try disk.write(bytes, count: bytes.count, to: file)
            try disk.rename(partial, to: target)
        } catch {
            try? disk.unlink(partial)
            throw error
        }
    }
}

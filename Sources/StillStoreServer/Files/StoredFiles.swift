import Catalog
import ContentStore
import HTTPTypes
import Hummingbird
import NIOCore
import StillStoreCore
import StillStoreRuns
import Values

extension Exchange {
    /// The bytes of an asset.
    func original(of listing: AssetListing) async throws -> FileAnswer {
        guard let digest = listing.asset.digest else {
            throw Problem(of: RequestError.noBytesYet(listing.asset.id))
        }
        var answer = try await file(
            .original(digest), tag: "\"\(digest.hex)\"", type: MediaType.of(listing))
        answer.name = listing.asset.name
        return answer
    }

    /// A rendition, made if it is not there yet.
    func rendition(of listing: AssetListing, _ recipe: String) async throws -> FileAnswer {
        let name = Known.RenditionName(asset: listing.asset.id, recipe: recipe)
        var record = services.known.rendition(name)
        if record == nil {
            let version = services.known.version
            let made = try await services.library.rendition(of: listing.asset.id, recipe: recipe)
            services.known.keep(made.record, as: name, from: version)
            record = made.record
        }
        guard let record else { preconditionFailure("there is one by now") }
        return try await file(
            record.key, tag: "\"\(record.contentDigest.hex)\"",
            type: MediaType.of(format: record.format))
    }

    /// - Parameter type: nil where the bytes have to say it.
    private func file(_ key: ObjectKey, tag: String, type: String?) async throws -> FileAnswer {
        if let bytes = services.hot.bytes(tag) {
            return FileAnswer(
                source: .memory(bytes), tag: tag,
                mediaType: type ?? MediaType.of(start: bytes.readableBytesView.prefix(16)))
        }
        let objects = services.library.directory.objects
        let opened = try await services.files.run { () -> (any ObjectReader, UInt64, String?)? in
            guard let file = try objects.open(key) else { return nil }
            let facts = try file.facts()
            guard facts.kind == .file else { return nil }
            return (file, facts.size, try type ?? MediaType.of(start: file.start()))
        }
        guard let (file, size, type) = opened else {
            throw Problem(
                .conflict, "bytes_lost", "the bytes of this asset are lost; repair the store")
        }
        return FileAnswer(
            source: .file(file, size: size), tag: tag,
            mediaType: type ?? MediaType.of(format: ""))
    }
}

extension ObjectReader {
    fileprivate func start() throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = try bytes.withUnsafeMutableBytes { try read(at: 0, into: $0) }
        return Array(bytes.prefix(count))
    }
}

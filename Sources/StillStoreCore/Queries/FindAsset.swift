package import Catalog
import ContentStore
package import Values

extension Library {
    /// A person may name an asset by its id, its blob's digest, or its bucket path.
    ///
    /// Digests may be shortened to eight digits or more where they stay unambiguous among assets.
    /// - Returns: the asset; of a digest with several, the newest that is current.
    /// - Throws: `RequestError` if nothing, or more than one blob, has that name.
    package func find(_ reference: String) throws -> AssetListing {
        let found = try catalog.read { reader -> AssetListing? in
            if reference.utf8.count == 36, let asset = try reader.asset(id: reference.lowercased())
            {
                return asset
            }
            if let (bucket, path) = bucketAndPath(reference) {
                switch try AssetPlace.find(bucket, path, at: reader.asset(bucket:path:)) {
                case .one(let asset): return asset
                case .two: throw RequestError.ambiguousPath(reference)
                case .none: return nil
                }
            }
            let digests = try reader.digests(prefix: reference.lowercased())
            if digests.count > 1 {
                throw RequestError.ambiguousDigest(reference)
            }
            guard let digest = digests.first else { return nil }
            let assets = try reader.assets(digest: digest, limit: 1000)
            return assets.last { $0.asset.isCurrent } ?? assets.last
        }
        guard let found else {
            throw RequestError.noAsset(reference)
        }
        return found
    }

    /// Everything that is known of one asset.
    package func details(_ reference: String) throws -> AssetDetails {
        let listing = try find(reference)
        let (renditions, attempts) = try catalog.read { reader in
            (
                try listing.asset.digest.map { try reader.renditions(of: $0) } ?? [],
                try reader.attempts(of: listing.asset.id)
            )
        }
        let digest = listing.asset.digest
        return AssetDetails(
            listing: listing, digest: digest,
            object: digest.map { directory.objects.location(of: .original($0)).text },
            renditions: renditions.map { record in
                (record, directory.objects.location(of: record.key).text)
            }, attempts: attempts)
    }

    /// A page of assets, full unless it is the last, read in small steps.
    /// - Parameter after: `AssetFilter.cursor` of the last asset of the page before.
    package func list(_ filter: AssetFilter, after: String?, limit: Int) throws -> [AssetListing] {
        if filter.prefix != nil, filter.bucket == nil {
            throw RequestError.prefixWithoutBucket
        }
        if filter.includesPast, filter.bucket != nil {
            throw RequestError.pastOfBucket
        }
        if let after, !filter.accepts(cursor: after) {
            throw RequestError.cursorOfAnotherList(after)
        }
        var found: [AssetListing] = []
        var place = after
        repeat {
            let (next, left) = (place, limit - found.count)
            let page = try catalog.read { try $0.page(filter, after: next, limit: left) }
            found += page.listings
            place = page.next
        } while place != nil && found.count < limit
        return found
    }
}

package struct AssetDetails: Sendable {
    package let listing: AssetListing
    package let digest: Digest?
    /// The path of its object.
    package let object: String?
    package let renditions: [(record: RenditionRecord, path: String)]
    /// The last attempts to fetch it, oldest first.
    package let attempts: [AttemptRecord]
}

/// The parts of BUCKET/PATH; nil without a slash. By bytes: a combining mark behind the slash would
/// hide it as a character.
package func bucketAndPath(_ reference: String) -> (bucket: Substring, path: Substring)? {
    let text = reference.utf8
    guard let slash = text.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    return (Substring(text[..<slash]), Substring(text[text.index(after: slash)...]))
}

/// The asset that is current at a path given by a person.
package enum AssetPlace {
    case one(AssetListing)
    /// One picture has this name as lists write it, and another as its file is called.
    case two
    case none

    package static let unclear =
        "two pictures may be meant, one that lists write so and one whose file is called so: give its id"

    package static func find(
        _ bucket: Substring, _ path: Substring,
        at place: (_ bucket: String, _ path: String) throws -> AssetListing?
    ) throws -> AssetPlace {
        let written = (canonical(bucket), canonical(path))
        let named = (asNamed(bucket), asNamed(path))
        let first = try place(written.0, written.1)
        if written == named { return first.map { .one($0) } ?? .none }
        let second = try place(named.0, named.1)
        if let first, let second, first.asset.id != second.asset.id { return .two }
        return (first ?? second).map { .one($0) } ?? .none
    }
}

/// A name as the catalogue writes it, from one that was copied out of a list: `%ab` and `%AB` are
/// one byte.
func canonical(_ name: Substring) -> String {
    EscapedName.text(EscapedName.bytes(String(name)))
}

/// A name as the catalogue writes it, from the name of the file.
package func asNamed(_ name: Substring) -> String { EscapedName.text(Array(name.utf8)) }

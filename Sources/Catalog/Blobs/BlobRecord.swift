import Foundation
import GRDB
package import Values

/// The content row: what is known of some bytes, independent of their owners.
package struct BlobRecord: Sendable, Equatable {
    package let digest: Digest
    package let size: Int64
    package var state = BlobState.present
    /// What the bytes decode to, or why they are not a picture.
    package let content: Content
    package let createdAt: Int64
    /// What its file says of how it was made, where that was just read; not filled from rows.
    package var metadata: BlobMetadata?

    package enum Content: Sendable, Equatable {
        case picture(PictureFacts)
        case undecodable(reason: String)
    }

    package init(
        digest: Digest, size: Int64, content: Content, createdAt: Int64,
        metadata: BlobMetadata? = nil
    ) {
        self.digest = digest
        self.size = size
        self.content = content
        self.createdAt = createdAt
        self.metadata = metadata
    }

    package var picture: PictureFacts? {
        if case .picture(let facts) = content { facts } else { nil }
    }
}

package enum BlobState: String, Sendable, CaseIterable {
    case present, missing, corrupt
}

package struct PictureFacts: Sendable, Equatable {
    /// `jpeg`, `png`, `webp` or `gif`.
    package let format: String
    /// Upright, and as stored.
    package let width, height, storedWidth, storedHeight: Int
    /// As EXIF counts, 1…8.
    package let orientation: Int
    package let bits, channels, frames: Int
    package let isLayered, isTransparent, hasProfile: Bool
    package let perceptualHash: UInt64

    package init(
        format: String, width: Int, height: Int, storedWidth: Int, storedHeight: Int,
        orientation: Int, bits: Int, channels: Int, frames: Int, isLayered: Bool,
        isTransparent: Bool, hasProfile: Bool, perceptualHash: UInt64
    ) {
        self.format = format
        self.width = width
        self.height = height
        self.storedWidth = storedWidth
        self.storedHeight = storedHeight
        self.orientation = orientation
        self.bits = bits
        self.channels = channels
        self.frames = frames
        self.isLayered = isLayered
        self.isTransparent = isTransparent
        self.hasProfile = hasProfile
        self.perceptualHash = perceptualHash
    }
}

extension CatalogReader {
    package func blob(_ digest: Digest) throws -> BlobRecord? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM blobs WHERE digest = ?")
        return try Row.fetchOne(statement, arguments: [digest]).map(BlobRecord.init(row:))
    }

    /// Two at most of the digests that begin with these eight or more hexadecimal digits.
    package func digests(prefix hex: String) throws -> [Digest] {
        guard (8...64).contains(hex.utf8.count), hex.allSatisfy(\.isHexDigit) else { return [] }
        let low = Digest(hex: hex.padding(toLength: 64, withPad: "0", startingAt: 0))
        let high = Digest(hex: hex.padding(toLength: 64, withPad: "f", startingAt: 0))
        return try Digest.fetchAll(
            db, sql: "SELECT digest FROM blobs WHERE digest BETWEEN ? AND ? LIMIT 2",
            arguments: [low, high])
    }
}

extension CatalogWriter {
    /// Inserts a content row, or marks the one that is there as present again: its bytes have just
    /// been stored. A row of bytes that could not be decoded is updated once they can.
    /// True if the row is new.
    package func insert(_ blob: BlobRecord) throws -> Bool {
        let isNew = try !frequent.statement("SELECT 1 FROM blobs WHERE digest = ?")
            .hasRow { $0.digest(blob.digest) }
        let statement = try frequent.statement(isNew ? BlobRecord.insertion : BlobRecord.return)
        try statement.run { blob.bind(to: &$0) }
        if isNew {
            let id = db.lastInsertedRowID
            added.add(blob)
            added.remember(blob.digest, id: id)
            if let metadata = blob.metadata { try insert(metadata, blob: id) }
        } else if let metadata = blob.metadata {
            try upsert(metadata, of: blob.digest)
        }
        return isNew
    }

    /// The same for many rows, which are found fastest in the order of their digests.
    /// - Returns: the digests of those that are new.
    package func insert(_ blobs: [BlobRecord]) throws -> Set<Digest> {
        // Eight bytes almost always decide; if they are equal the order does not matter.
        let order = blobs.enumerated()
            .map { (key: $1.digest.prefix, index: $0) }.sorted { $0.key < $1.key }
        var new: Set<Digest> = []
        for (_, index) in order where try insert(blobs[index]) { new.insert(blobs[index].digest) }
        return new
    }
}

extension BlobRecord {
    fileprivate static let insertion: StaticString = """
        INSERT INTO blobs (digest, size, format, width, height, stored_width, stored_height,
            orientation, bits, channels, frames, is_layered, is_transparent, has_profile,
            perceptual_hash, refusal, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    /// The time of creation is not changed.
    fileprivate static let `return`: StaticString = """
        UPDATE blobs SET state = 'present', (size, format, width, height, stored_width,
            stored_height, orientation, bits, channels, frames, is_layered, is_transparent,
            has_profile, perceptual_hash, refusal)
            = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        WHERE digest = ?1 AND (state <> 'present' OR refusal IS NOT NULL)
        """

    /// In the order of both.
    fileprivate func bind(to row: inout Binding) {
        row.digest(digest)
        row.integer(size)
        row.text(picture?.format)
        row.integer(picture?.width)
        row.integer(picture?.height)
        row.integer(picture?.storedWidth)
        row.integer(picture?.storedHeight)
        row.integer(picture?.orientation)
        row.integer(picture?.bits)
        row.integer(picture?.channels)
        row.integer(picture?.frames)
        row.flag(picture?.isLayered)
        row.flag(picture?.isTransparent)
        row.flag(picture?.hasProfile)
        row.integer(picture.map { Int64(bitPattern: $0.perceptualHash) })
        if case .undecodable(let reason) = content { row.text(reason) } else { row.text(nil) }
        row.integer(createdAt)
        row.integer(createdAt)
    }
}

extension CatalogWriter {
    /// Records the state in which the object of a blob was found.
    package func setState(_ state: BlobState, of digest: Digest) throws {
        try db.cachedStatement(sql: "UPDATE blobs SET state = ?2 WHERE digest = ?1 AND state <> ?2")
            .execute(arguments: [digest, state.rawValue])
    }
}

extension BlobRecord {
    init(row: Row) {
        let content: Content =
            if let format: String = row["format"] {
                .picture(
                    PictureFacts(
                        format: format, width: row["width"], height: row["height"],
                        storedWidth: row["stored_width"], storedHeight: row["stored_height"],
                        orientation: row["orientation"], bits: row["bits"],
                        channels: row["channels"], frames: row["frames"],
                        isLayered: row["is_layered"], isTransparent: row["is_transparent"],
                        hasProfile: row["has_profile"],
                        perceptualHash: UInt64(bitPattern: row["perceptual_hash"])))
            } else {
                .undecodable(reason: row["refusal"])
            }
        self.init(
            digest: row["digest"], size: row["size"], content: content,
            createdAt: row["created_at"])
        state = BlobState(rawValue: row["state"]) ?? .corrupt
    }
}

extension BlobRecord {
    /// - Parameter row: behind the digest; see `AssetListing.columns`.
    init(digest: Digest, _ row: inout RowColumns) {
        let size: Int64 = row.next()
        let state: String = row.next()
        let format: String? = row.nextIfAny()
        guard let format else {
            row.skip(12)
            self.init(
                digest: digest, size: size, content: .undecodable(reason: row.next()),
                createdAt: row.next())
            self.state = BlobState(rawValue: state) ?? .corrupt
            return
        }
        let facts = PictureFacts(
            format: format, width: row.next(), height: row.next(), storedWidth: row.next(),
            storedHeight: row.next(), orientation: row.next(), bits: row.next(),
            channels: row.next(), frames: row.next(), isLayered: row.next(),
            isTransparent: row.next(), hasProfile: row.next(),
            perceptualHash: UInt64(bitPattern: row.next()))
        row.skip(1)
        self.init(digest: digest, size: size, content: .picture(facts), createdAt: row.next())
        self.state = BlobState(rawValue: state) ?? .corrupt
    }
}

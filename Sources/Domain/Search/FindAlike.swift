import Catalog

/// Pictures by their perceptual hashes.
///
/// Two hashes that differ in few bits have a quarter in which they differ in at most a quarter of those:
/// all such quarters are looked up, and what they lead to is compared (multi-index hashing).
struct FindAlike<Access: DomainAccess> {
    struct Picture {
        let asset: String
        let hash: UInt64
        let width, height: Int64
    }

    struct Blob: Equatable {
        let id: Int64
        let hash: UInt64
        let distance: Int
    }

    let access: Access

    /// - Parameter reference: an asset's id, or eight digits or more of a digest.
    /// - Returns: nil if the viewer may know of none, or it is no picture.
    func picture(_ reference: String) throws -> Picture? {
        let text = reference.lowercased()
        let visible = "a.deleted_at IS NULL AND (a.user_id = ? OR ?)"
        let viewer: [SQLValue] = [
            .text(access.viewer.userID), access.viewer.isAdmin.sqlValue,
        ]
        let columns = "SELECT a.id, b.perceptual_hash, b.width, b.height FROM"
        let row: SQLRow?
        if text.utf8.count == 36 {
            row = try access.connection.row(
                """
                \(columns) assets AS a JOIN blobs AS b ON b.id = a.blob_id
                WHERE a.id = ? AND b.perceptual_hash IS NOT NULL AND \(visible)
                """, .positional([.text(text)] + viewer))
        } else {
            guard let (from, to) = digests(beginningWith: text) else { return nil }
            row = try access.connection.row(
                """
                \(columns) blobs AS b JOIN assets AS a ON a.blob_id = b.id
                WHERE b.digest >= ? AND b.digest <= ? AND b.perceptual_hash IS NOT NULL
                    AND \(visible)
                ORDER BY a.id DESC LIMIT 1
                """, .positional([.blob(from), .blob(to)] + viewer))
        }
        guard let row else { return nil }
        return Picture(
            asset: try row.value(0), hash: UInt64(bitPattern: try row.value(1)),
            width: try row.value(2), height: try row.value(3))
    }

    private func digests(beginningWith text: String) -> (from: [UInt8], to: [UInt8])? {
        guard (8...64).contains(text.utf8.count), text.allSatisfy(\.isHexDigit) else { return nil }
        func bytes(_ fill: Character) -> [UInt8]? {
            let digits = Array(text + String(repeating: fill, count: 64 - text.count))
            let all = stride(from: 0, to: 64, by: 2).compactMap {
                UInt8(String(digits[$0...($0 + 1)]), radix: 16)
            }
            return all.count == 32 ? all : nil
        }
        guard let from = bytes("0"), let to = bytes("f") else { return nil }
        return (from, to)
    }

    /// The nearest first.
    func blobs(like hash: UInt64, within distance: Int) throws -> [Blob] {
        var keys: [String] = []
        for place in 0..<4 {
            let quarter = UInt16(truncatingIfNeeded: hash >> (UInt64(place) * 16))
            for value in Self.near(quarter, within: distance / 4) {
                keys.append(String(HashQuarter.number(place, value)))
            }
        }
        let rows = try access.connection.rows(
            """
            SELECT blob_id, hash FROM json_each(?) AS key
            CROSS JOIN blob_likeness ON blob_likeness.quarter = key.value
            """, ["[" + keys.joined(separator: ",") + "]"])
        var found: [Int64: Blob] = [:]
        for row in rows {
            let (id, bits): (Int64, Int64) = (try row.value(0), try row.value(1))
            let apart = Likeness.distance(hash, UInt64(bitPattern: bits))
            guard apart <= distance else { continue }
            found[id] = Blob(id: id, hash: UInt64(bitPattern: bits), distance: apart)
        }
        return found.values.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
    }

    /// All numbers that differ in at most so many bits.
    private static func near(_ value: UInt16, within bits: Int) -> [UInt16] {
        var found = [value]
        func flip(_ value: UInt16, from first: Int, _ left: Int) {
            if left == 0 { return }
            for bit in first..<16 {
                let flipped = value ^ (1 << UInt16(bit))
                found.append(flipped)
                flip(flipped, from: bit + 1, left - 1)
            }
        }
        flip(value, from: 0, bits)
        return found
    }

    /// The documents of a blob's assets, if its picture has the size of another.
    func documents(of blob: Int64, _ same: Picture?) throws -> [Int64] {
        try access.connection.rows(
            """
            SELECT d.id FROM assets AS a JOIN search_documents AS d ON d.asset_id = a.id
            JOIN search_facts AS f ON f.id = d.id
            WHERE a.blob_id = ? AND (? IS NULL OR f.width = ?) AND (? IS NULL OR f.height = ?)
            """, [blob, same?.width, same?.width, same?.height, same?.height]
        ).map { try $0.value(0) }
    }
}

import Catalog
package import Values

/// A picture among others that are like it.
package struct DuplicateMember: Sendable, Equatable {
    package let asset: String
    package let digest: Digest
    /// Bucket and path.
    package let place: String
    package let size: Int64
    package let format: String
    package let width, height: Int
    package let hash: UInt64
    package let createdAt: Int64
    /// Whether its file says how it was made.
    package let isDescribed: Bool
    /// Whether somebody rated, starred or tagged it, put it into an album, or made it as a version of
    /// something.
    package let isUsed: Bool

    package func distance(to other: DuplicateMember) -> Int {
        Likeness.distance(hash, other.hash)
    }
}

/// Pictures that are like each other, the one to keep first.
package struct DuplicateGroup: Sendable, Equatable {
    /// Why one is better than the next best.
    package enum Reason: String, Sendable, CaseIterable {
        case mostPixels, isDescribed, isUsed, isLossless, mostBytes, isOldest

        /// Of the one that is to be kept.
        package var words: String {
            switch self {
            case .mostPixels: "it has the most pixels"
            case .isDescribed: "its file says how it was made"
            case .isUsed: "it is rated, starred, tagged, in an album or a version of something"
            case .isLossless: "its format loses nothing"
            case .mostBytes: "its file is the largest"
            case .isOldest: "it is the oldest"
            }
        }
    }

    package let members: [DuplicateMember]
    package let reason: Reason

    /// - Precondition: two or more.
    package init(_ members: [DuplicateMember]) {
        self.members = members.sorted { Self.compare($0, $1).isFirst }
        reason = Self.compare(self.members[0], self.members[1]).reason
    }

    package var kept: DuplicateMember { members[0] }

    private static func compare(
        _ one: DuplicateMember, _ two: DuplicateMember
    ) -> (isFirst: Bool, reason: Reason) {
        let pixels = (one.width * one.height, two.width * two.height)
        if pixels.0 != pixels.1 { return (pixels.0 > pixels.1, .mostPixels) }
        if one.isDescribed != two.isDescribed { return (one.isDescribed, .isDescribed) }
        if one.isUsed != two.isUsed { return (one.isUsed, .isUsed) }
        let isLossy = (one.format == "jpeg", two.format == "jpeg")
        if isLossy.0 != isLossy.1 { return (isLossy.1, .isLossless) }
        if one.size != two.size { return (one.size > two.size, .mostBytes) }
        return ((one.createdAt, one.asset) < (two.createdAt, two.asset), .isOldest)
    }
}

extension Search {
    /// An asset that is like another picture.
    package struct Alike: Sendable, Equatable {
        package let asset: String
        package let distance: Int
    }

    /// The perceptual hash of a picture that the viewer may know of.
    /// - Throws: `SearchError.noPicture`.
    package func hash(of reference: String) throws -> (asset: String, hash: UInt64) {
        guard let picture = try FindAlike(access: access).picture(reference) else {
            throw SearchError.noPicture(reference)
        }
        return (picture.asset, picture.hash)
    }

    /// Current assets whose pictures are like one, the nearest first, of equal ones the newest.
    package func similar(
        to hash: UInt64, within distance: Int, limit: Int
    ) throws -> [Alike] {
        guard Likeness.distances.contains(distance) else {
            throw DomainError.invalid(
                .distance,
                .outside(
                    Int64(Likeness.distances.lowerBound), Int64(Likeness.distances.upperBound)))
        }
        var found: [Alike] = []
        for blob in try FindAlike(access: access).blobs(like: hash, within: distance) {
            if found.count >= limit { break }
            let rows = try access.connection.rows(
                """
                SELECT id FROM assets WHERE blob_id = ? AND superseded_by IS NULL
                    AND deleted_at IS NULL AND (user_id = ? OR ?) ORDER BY id DESC
                """, [blob.id, access.viewer.userID, access.viewer.isAdmin])
            found += try rows.map { Alike(asset: try $0.value(0), distance: blob.distance) }
        }
        return Array(found.prefix(limit))
    }

    /// Pictures that are like each other, in groups; files with the same bytes are in one too.
    /// - Parameters:
    ///   - distance: up to 11: beyond that the work grows with the square of the pictures.
    ///   - body: called with each group; returns whether to go on.
    package func duplicates(
        within distance: Int, _ body: (DuplicateGroup) throws -> Bool
    ) throws {
        guard Likeness.groupDistances.contains(distance) else {
            throw DomainError.invalid(
                .distance, .outside(0, Int64(Likeness.groupDistances.upperBound)))
        }
        var (blobs, hashes): ([Int64], [UInt64]) = ([], [])
        let statement = try access.connection.prepare(
            "SELECT blob_id, hash FROM blob_likeness WHERE quarter < 65536 ORDER BY blob_id")
        try statement.bind([])
        try statement.rows { row in
            blobs.append(try row.value(0))
            hashes.append(UInt64(bitPattern: try row.value(1)))
            return true
        }
        var groups = GroupAlike.groups(of: hashes, within: distance).map { $0.map { blobs[$0] } }
        let grouped = Set(groups.joined())
        groups += try severalAssets().filter { !grouped.contains($0) }.map { [$0] }
        for group in groups.sorted(by: { $0[0] < $1[0] }) {
            let members = try group.flatMap(members)
            if members.count > 1, try !body(DuplicateGroup(members)) { return }
        }
    }

    /// Blobs that are the pictures of several assets.
    private func severalAssets() throws -> [Int64] {
        try access.connection.rows(
            """
            SELECT blob_id FROM assets
            WHERE blob_id IS NOT NULL AND superseded_by IS NULL AND deleted_at IS NULL
            GROUP BY blob_id HAVING count(*) > 1
            """
        ).map { try $0.value(0) }
    }

    /// The viewer's current assets of a blob.
    private func members(_ blob: Int64) throws -> [DuplicateMember] {
        let rows = try access.connection.rows(
            """
            SELECT a.id, b.digest, coalesce(d.place, ''), b.size, b.format, b.width, b.height,
                b.perceptual_hash, a.created_at,
                coalesce((SELECT generator IS NOT NULL OR record ->> '$.prompt' IS NOT NULL
                    FROM blob_metadata WHERE blob_id = b.id), 0),
                EXISTS (SELECT 1 FROM asset_marks WHERE asset_id = a.id
                        AND (rating IS NOT NULL OR is_starred = 1))
                    OR EXISTS (SELECT 1 FROM asset_tags WHERE asset_id = a.id)
                    OR EXISTS (SELECT 1 FROM album_assets WHERE asset_id = a.id)
                    OR EXISTS (SELECT 1 FROM variants
                        WHERE asset_id = a.id AND deleted_at IS NULL)
            FROM assets AS a JOIN blobs AS b ON b.id = a.blob_id
            LEFT JOIN search_documents AS d ON d.asset_id = a.id
            WHERE a.blob_id = ? AND a.superseded_by IS NULL AND a.deleted_at IS NULL
                AND (a.user_id = ? OR ?) AND b.perceptual_hash IS NOT NULL
            ORDER BY a.id
            """, [blob, access.viewer.userID, access.viewer.isAdmin])
        return try rows.map { row in
            DuplicateMember(
                asset: try row.value(0), digest: try row.value(1), place: try row.value(2),
                size: try row.value(3), format: try row.value(4), width: try row.value(5),
                height: try row.value(6), hash: UInt64(bitPattern: try row.value(7)),
                createdAt: try row.value(8), isDescribed: try row.value(9),
                isUsed: try row.value(10))
        }
    }
}

import Catalog

package struct Albums<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var albums: Albums<Self> { Albums(access: self) }
}

extension Albums {
    package func get(_ id: String) throws -> Album { try access.get(Album.self, id) }

    /// Newest first.
    package func page(
        of user: String? = nil, _ request: PageRequest = PageRequest()
    ) throws -> Page<Album> {
        var list = ListQuery<Album>(orderedBy: "created_at", .descending)
        list.conditions.add("albums.user_id = ?", try access.owner(user))
        list.conditions.add("albums.deleted_at IS NULL")
        return try list.page(request, access)
    }

    /// What is in it, in its order; deleted assets are hidden. One of a search holds what its owner would
    /// find, the newest first, as far as the index is up to date.
    package func contents(
        of album: String, _ request: PageRequest = PageRequest()
    ) throws -> Page<AlbumAsset> {
        let found = try access.get(Album.self, album)
        if let query = found.query {
            return try AlbumSearch(access: access).page(found, query, request)
        }
        var list = ListQuery<AlbumAsset>(orderedBy: "position", .ascending, id: "asset_id")
        list.joins = "JOIN assets ON assets.id = album_assets.asset_id"
        list.conditions.add("album_assets.album_id = ?", found.id)
        list.conditions.add("assets.deleted_at IS NULL")
        return try list.page(request, access)
    }

    func members(of album: Album) throws -> [AlbumAsset] {
        try access.records(
            AlbumAsset.self, "WHERE album_id = ? ORDER BY position, asset_id", [album.id])
    }
}

extension Albums where Access == DomainTransaction {
    @discardableResult
    package func create(
        name: String, id: String? = nil, for user: String? = nil,
        _ fill: (inout Album) throws -> Void = { _ in }
    ) throws -> Album {
        var album = Album()
        album.id = try access.newID(id)
        album.userID = try access.own(User.self, try access.owner(user)).id
        album.createdAt = access.now
        album.updatedAt = access.now
        let filled = try access.edited(album) {
            $0.name = name
            try fill(&$0)
        }
        guard !filled.name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        try check(filled.query)
        try access.insert(filled)
        return filled
    }

    @discardableResult
    package func edit(_ id: String, _ change: (inout Album) throws -> Void) throws -> Album {
        let album = try access.own(Album.self, id)
        let wanted = try access.edited(album, change)
        guard !wanted.name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        try check(wanted.query)
        if wanted.query != nil, album.query == nil, try !members(of: album).isEmpty {
            throw DomainError.wrongState(.albums, id, state: "chosen by hand", allowed: ["empty"])
        }
        return try access.update(album) { $0 = wanted }
    }

    private func check(_ query: String?) throws {
        if let query { _ = try SearchParser.parse(query, now: access.now) }
    }

    /// An album whose contents are chosen.
    private func chosen(_ id: String) throws -> Album {
        let album = try access.own(Album.self, id)
        if album.query != nil {
            throw DomainError.wrongState(
                .albums, id, state: "filled by a search", allowed: ["chosen by hand"])
        }
        return album
    }

    /// Appends assets; one that is in it already stays where it is.
    /// - Returns: how many are new.
    @discardableResult
    package func add(_ assets: [String], to album: String) throws -> Int {
        let album = try chosen(album)
        let members = try members(of: album)
        var known = Set(members.map(\.assetID))
        var next = (members.map(\.position).max() ?? -1) + 1
        for asset in assets {
            try access.requireAsset(asset, of: album.userID)
            guard known.insert(asset).inserted else { continue }
            var member = AlbumAsset()
            (member.albumID, member.assetID) = (album.id, asset)
            (member.position, member.addedAt) = (next, access.now)
            try access.insert(member)
            next += 1
        }
        return known.count - members.count
    }

    /// - Throws: `DomainError.notFound` for one that is not in it; then none is removed.
    package func remove(_ assets: [String], from album: String) throws {
        let album = try chosen(album)
        let members = try members(of: album)
        for asset in Set(assets) {
            guard let member = members.first(where: { $0.assetID == asset }) else {
                throw DomainError.notFound(.albumAssets, asset)
            }
            try access.delete(member)
        }
    }

    /// - Parameter assets: all that are seen in it; deleted ones stay behind them.
    package func reorder(_ album: String, _ assets: [String]) throws {
        let album = try chosen(album)
        let members = try members(of: album)
        let deleted = Set(
            try access.connection.rows(
                """
                SELECT asset_id FROM album_assets JOIN assets ON assets.id = album_assets.asset_id
                WHERE album_id = ? AND assets.deleted_at IS NOT NULL
                """, [album.id]
            ).map { try $0.value(0) as String })
        let seen = members.map(\.assetID).filter { !deleted.contains($0) || assets.contains($0) }
        let places = try Order.places(of: assets, among: seen, .albumAssets)
        var next = assets.count
        for member in members {
            var place = next
            if let named = places[member.assetID] { place = named } else { next += 1 }
            try access.update(member) { $0.position = place }
        }
    }

    /// It need not be in the album.
    @discardableResult
    package func setCover(_ album: String, _ asset: String?) throws -> Album {
        let album = try access.own(Album.self, album)
        if let asset { try access.requireAsset(asset, of: album.userID) }
        return try access.update(album) { $0.coverAssetID = asset }
    }

    package func delete(_ id: String) throws { try access.softDelete(Album.self, id) }

    @discardableResult
    package func restore(_ id: String) throws -> Album { try access.restore(Album.self, id) }
}

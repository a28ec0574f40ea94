import Catalog

/// The contents of an album that fills itself.
struct AlbumSearch<Access: DomainAccess> {
    let access: Access

    /// As its owner sees them, whoever looks: who may see the album may see what is in it.
    func page(_ album: Album, _ query: String, _ request: PageRequest) throws -> Page<AlbumAsset> {
        guard PageRequest.limits.contains(request.limit) else {
            throw DomainError.invalid(
                .limit,
                .outside(
                    Int64(PageRequest.limits.lowerBound), Int64(PageRequest.limits.upperBound)))
        }
        guard let search = try search(album) else {
            return Page(items: [], next: nil, total: nil)
        }
        var (skipped, total): (Int, Int?) = (0, nil)
        var found = SearchRequest(query, limit: request.limit)
        switch request.position {
        case .start: break
        case .after(let cursor):
            // Behind the place of the last one.
            guard let end = cursor.firstIndex(of: "@"), let place = Int(cursor[..<end]) else {
                throw DomainError.badCursor(cursor)
            }
            skipped = place
            found.after = String(cursor[cursor.index(after: end)...])
        case .number(let number):
            guard number >= 1, number <= 10_000_000 else {
                throw DomainError.invalid(.page, .outside(1, 10_000_000))
            }
            skipped = (number - 1) * request.limit
            found.skipped = skipped
            total = try search.count(query)
        }
        let page = try search.page(found)
        let items = page.ids.enumerated().map { index, id in
            var member = AlbumAsset()
            (member.albumID, member.assetID) = (album.id, id)
            (member.position, member.addedAt) = (skipped + index, album.updatedAt)
            return member
        }
        return Page(
            items: items, next: page.next.map { "\(skipped + items.count)@\($0)" }, total: total)
    }

    /// Whether the owner would find an asset there.
    func holds(_ album: Album, _ query: String, _ asset: String) throws -> Bool {
        try search(album)?.finds(query, asset) ?? false
    }

    private func search(_ album: Album) throws -> Search<DomainReader>? {
        guard let owner = try access.record(User.self, "WHERE id = ?", [album.userID]) else {
            return nil
        }
        return DomainReader(access.connection, as: owner.viewer, access.environment).search
    }
}

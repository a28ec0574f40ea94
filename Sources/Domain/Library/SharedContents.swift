import Catalog

extension SharedLinks {
    /// What the owner calls that to which a link leads.
    package func title(of link: SharedLink) throws -> String {
        switch link.target {
        case .asset:
            return try access.connection.row(
                "SELECT name FROM assets WHERE id = ?", [link.targetID])?.value(0) ?? ""
        case .album: return try access.get(Album.self, link.targetID).name
        case .generation: return try access.generations.show(link.targetID).name ?? ""
        case .shot: return try access.get(Shot.self, link.targetID).name
        }
    }

    /// The ids of the assets that a link shows, in their order.
    package func contents(
        of link: SharedLink, _ request: PageRequest = PageRequest()
    ) throws -> Page<String> {
        let page: Page<String> =
            switch link.target {
            case .asset: Page(items: [link.targetID], next: nil, total: nil)
            case .album:
                try access.albums.contents(of: link.targetID, request).map(\.assetID)
            case .generation:
                Page(items: try assets(ofGeneration: link.targetID), next: nil, total: nil)
            case .shot: Page(items: try assets(ofShot: link.targetID), next: nil, total: nil)
            }
        return Page(
            items: try page.items.filter { try mayShow($0, link) }, next: page.next,
            total: page.total)
    }

    /// Whether an asset is among what a link shows.
    package func shows(_ asset: String, _ link: SharedLink) throws -> Bool {
        guard try mayShow(asset, link) else { return false }
        switch link.target {
        case .asset: return asset == link.targetID
        case .album:
            let album = try access.get(Album.self, link.targetID)
            if let query = album.query {
                return try AlbumSearch(access: access).holds(album, query, asset)
            }
            return try access.find(AlbumAsset.self, album.id, asset) != nil
        case .generation: return try assets(ofGeneration: link.targetID).contains(asset)
        case .shot: return try assets(ofShot: link.targetID).contains(asset)
        }
    }

    /// Admins find what belongs to others; their links do not give it away.
    private func mayShow(_ asset: String, _ link: SharedLink) throws -> Bool {
        try access.count(
            """
            SELECT count(*) FROM assets WHERE id = ? AND deleted_at IS NULL
                AND retrieval_status = 'completed' AND (user_id = ? OR user_id IS NULL)
            """, [asset, link.userID]) > 0
    }

    private func assets(ofGeneration id: String) throws -> [String] {
        let variants = try access.variants.list(of: id)
        return (variants.filter(\.isPrimary) + variants.filter { !$0.isPrimary })
            .compactMap(\.assetID)
    }

    private func assets(ofShot id: String) throws -> [String] {
        let generations = try access.entries.list(of: id).compactMap { placed in
            try access.find(Generation.self, placed.entry.generationID)
        }
        return try access.generations.shown(generations).compactMap(\.assetID)
    }
}

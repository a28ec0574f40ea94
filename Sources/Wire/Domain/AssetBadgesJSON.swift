package import Domain

/// What is shown beside a picture in a list.
package struct AssetBadgesJSON: WireJSON {
    package let id: String
    package let rating: Int?
    package let is_starred: Bool
    package let tags: [String]
    package let albums, variants: Int

    package init(_ badges: AssetBadges) {
        id = badges.assetID
        rating = badges.rating
        is_starred = badges.isStarred
        tags = badges.tags
        albums = badges.albums
        variants = badges.variants
    }
}

/// Where an asset is used.
package struct AssetUsesJSON: WireJSON {
    package let generations: [GenerationJSON]
    package let albums: [AlbumJSON]
    package let jobs: [JobJSON]
    package let sessions: [SessionJSON]
    package let links: [SharedLinkJSON]

    package init(_ uses: AssetUses, generations: [GenerationJSON]) {
        self.generations = generations
        albums = uses.albums.map(AlbumJSON.init)
        jobs = uses.jobs.map(JobJSON.init)
        sessions = uses.sessions.map { SessionJSON($0) }
        links = uses.links.map(SharedLinkJSON.init)
    }
}

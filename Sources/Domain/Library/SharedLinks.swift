import Cryptography

package struct SharedLinks<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var links: SharedLinks<Self> { SharedLinks(access: self) }
}

extension SharedLinks {
    /// How long a link leads somewhere, where nothing else is said.
    package static var defaultMilliseconds: Int64 { 30 * 24 * 60 * 60 * 1000 }

    /// Newest first.
    package func page(
        of user: String? = nil, _ request: PageRequest = PageRequest()
    ) throws -> Page<SharedLink> {
        var list = ListQuery<SharedLink>(orderedBy: "created_at", .descending)
        list.conditions.add("shared_links.user_id = ?", try access.owner(user))
        return try list.page(request, access)
    }

    /// The key, for its owner to see again.
    package func key(of id: String) throws -> String {
        let link = try access.own(SharedLink.self, id)
        let key = try access.environment.sealing.open(
            link.sealed.bytes, additional: Array("link/\(link.id)".utf8))
        guard let key else { throw DomainError.invalid(.secret, .malformed) }
        return String(decoding: key, as: UTF8.self)
    }

    static func hash(of key: String) -> StoredBytes { StoredBytes(SHA256.hash(Array(key.utf8))) }

    /// What a key leads to. Asked by the program itself, on behalf of whoever has the key.
    /// - Throws: `DomainError.linkNotValid`, whatever the reason.
    /// - Parameter isVisit: whether the visit was counted already: then the last view is not over yet.
    package func find(key: String, isVisit: Bool = false) throws -> SharedLink {
        guard
            let link = try access.record(
                SharedLink.self, "WHERE hash = ?", [Self.hash(of: key)]),
            link.revokedAt == nil, link.expiresAt.map({ $0 > access.now }) ?? true,
            isVisit || link.maxViews.map({ $0 > link.views }) ?? true,
            try access.find(User.self, link.userID) != nil, try targetLives(link)
        else { throw DomainError.linkNotValid }
        return link
    }

    private func targetLives(_ link: SharedLink) throws -> Bool {
        switch link.target {
        case .asset:
            return try access.count(
                "SELECT count(*) FROM assets WHERE id = ? AND deleted_at IS NULL",
                [link.targetID]) > 0
        case .album: return try access.find(Album.self, link.targetID) != nil
        case .generation: return try access.find(Generation.self, link.targetID) != nil
        case .shot: return try access.find(Shot.self, link.targetID) != nil
        }
    }

    /// A proof that somebody opened a link, good for some hours of looking at what it shows.
    package func visit(_ link: SharedLink) throws -> [UInt8] {
        try access.environment.sealing.seal(
            Array(String(access.now + Self.visitMilliseconds).utf8),
            additional: visitContext(link))
    }

    package static var visitMilliseconds: Int64 { 4 * 60 * 60 * 1000 }

    /// Whether this is a proof of `visit`, for this link and its password, that is good still.
    package func isVisit(_ proof: [UInt8], of link: SharedLink) throws -> Bool {
        let text = try access.environment.sealing.open(proof, additional: visitContext(link))
        guard let text, let end = Int64(String(decoding: text, as: UTF8.self)) else { return false }
        return end > access.now
    }

    private func visitContext(_ link: SharedLink) -> [UInt8] {
        Array("visit/\(link.id)/\(link.passwordHash ?? "")".utf8)
    }

    /// Whether a password opens it. Takes as long as hashing does.
    package func passes(_ link: SharedLink, password: String?) -> Bool {
        guard let hash = link.passwordHash else { return true }
        let bytes = Array((password ?? "").utf8)
        guard !bytes.isEmpty, bytes.count <= PasswordHash.byteLimit, !bytes.contains(0) else {
            return false
        }
        return access.environment.passwords.verify(bytes, against: hash)
    }
}

/// A link that was just made.
package struct IssuedLink: Sendable, Equatable {
    package let link: SharedLink
    /// 128 random bits.
    package let key: String
}

extension SharedLinks where Access == DomainTransaction {
    /// - Parameter fill: sets when it expires, how often it may be viewed, whether it can be downloaded.
    package func create(
        _ target: SharedLink.Target, _ id: String, password: PasswordHash? = nil,
        _ fill: (inout SharedLink) throws -> Void = { _ in }
    ) throws -> IssuedLink {
        var link = SharedLink()
        link.id = access.makeID()
        link.userID = try owner(of: target, id)
        link.target = target
        link.targetID = id
        let key = Base32.text(access.environment.randomBytes(16))
        link.hash = Self.hash(of: key)
        link.sealed = StoredBytes(
            try access.environment.sealing.seal(
                Array(key.utf8), additional: Array("link/\(link.id)".utf8)))
        link.passwordHash = password?.text
        link.expiresAt = access.now + Self.defaultMilliseconds
        link.createdAt = access.now
        let filled = try access.edited(link, fill)
        try filled.check()
        try access.insert(filled)
        return IssuedLink(link: filled, key: key)
    }

    private func owner(of target: SharedLink.Target, _ id: String) throws -> String {
        switch target {
        case .asset:
            try access.requireAsset(id, of: access.viewer.userID)
            return access.viewer.userID
        case .album: return try access.own(Album.self, id).userID
        case .generation: return try access.own(Generation.self, id).userID
        case .shot:
            let shot = try access.own(Shot.self, id)
            return try access.get(Project.self, shot.projectID).userID
        }
    }

    @discardableResult
    package func edit(
        _ id: String, _ change: (inout SharedLink) throws -> Void
    ) throws -> SharedLink {
        let link = try access.own(SharedLink.self, id)
        let wanted = try access.edited(link, change)
        try wanted.check()
        return try access.update(link) { $0 = wanted }
    }

    /// Counts a view of what `find` gave.
    @discardableResult
    package func recordView(key: String) throws -> SharedLink {
        let link = try find(key: key)
        return try access.update(link) {
            $0.views += 1
            $0.lastViewedAt = access.now
        }
    }

    @discardableResult
    package func revoke(_ id: String) throws -> SharedLink {
        let link = try access.own(SharedLink.self, id)
        return try access.update(link) { $0.revokedAt = $0.revokedAt ?? access.now }
    }
}

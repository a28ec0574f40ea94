import Domain
import HTTPTypes
import Hummingbird
import Wire

extension Routes {
    mutating func addLinks() {
        list("/api/v1/links", "listLinks", "Shared links") { (_: Paging, request, reader) in
            try reader.links.page(request).map(SharedLinkJSON.init)
        }
        add(
            .post, "/api/v1/links", "createLink",
            "Share an asset, an album, a generation or a shot",
            .write, query: Nothing.self, body: .json(schema(of: NewLink.self)),
            answer: .json(.created, schema(of: IssuedLinkJSON.self)), problems: [404]
        ) { exchange in
            let (body, _) = try await exchange.body(NewLink.self)
            var hash: PasswordHash?
            if let password = body.password { hash = try await exchange.hash(password) }
            let text = try await exchange.change { [hash] transaction in
                let issued = try transaction.links.create(
                    body.target, body.id, password: hash, body.replace)
                return try IssuedLinkJSON(link: SharedLinkJSON(issued.link), key: issued.key)
                    .line()
            }
            return try exchange.answer(text, .created)
        }
        get("/api/v1/links/{id}", "getLink", "One shared link") { (query: ByID, reader) in
            SharedLinkJSON(try reader.get(SharedLink.self, query.id))
        }
        delete("/api/v1/links/{id}", "revokeLink", "From now on a link leads nowhere") {
            (query: ByID, transaction) in _ = try transaction.links.revoke(query.id)
        }
    }
}

private struct NewLink: Decodable, Sendable {
    let target: SharedLink.Target
    let id: String
    var password: String?
    var expires_at: Clearable<RequestTime>
    var max_views: Int?
    var allows_download: Bool?

    func replace(_ link: inout SharedLink) {
        switch expires_at {
        case .absent: break
        case .null: link.expiresAt = nil
        case .value(let time): link.expiresAt = time.milliseconds
        }
        max_views.replace(&link.maxViews)
        allows_download.replace(&link.allowsDownload)
    }
}

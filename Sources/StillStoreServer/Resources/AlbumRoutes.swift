import Domain
import HTTPTypes
import StillStoreCore
import Wire

extension Routes {
    mutating func addAlbums() {
        list("/api/v1/albums", "listAlbums", "Albums") { (_: Paging, request, reader) in
            try reader.albums.page(request).map(AlbumJSON.init)
        }
        create("/api/v1/albums", "createAlbum", "Make an album", problems: [409]) {
            (_: Nothing, body: NewAlbum, transaction) in
            AlbumJSON(
                try transaction.albums.create(name: body.name, id: body.id) {
                    body.description.replace(&$0.description)
                    body.query.replace(&$0.query)
                })
        }
        resource(
            "/api/v1/albums/{id}", "Album", reading: "One album", changing: "Change an album",
            item: { id, reader in AlbumJSON(try reader.albums.get(id)) },
            edit: { (id, body: AlbumValues, transaction) in
                _ = try transaction.albums.edit(id) {
                    body.name.replace(&$0.name)
                    body.description.replace(&$0.description)
                    body.query.replace(&$0.query)
                }
            })
        delete("/api/v1/albums/{id}", "deleteAlbum", "Delete an album; its pictures stay") {
            (query: ByID, transaction) in try transaction.albums.delete(query.id)
        }
        act(.post, "/api/v1/albums/{id}/restore", "restoreAlbum", "Bring an album back") {
            (query: ByID, _: Nothing, transaction) in
            AlbumJSON(try transaction.albums.restore(query.id))
        }
        add(
            .get, "/api/v1/albums/{id}/assets", "listAlbumAssets",
            "The pictures of an album, in order", .read, query: PagedByID.self,
            answer: .json(
                .ok,
                .object(ListAnswer<AlbumAssetJSON>.properties(of: schema(of: AlbumAssetJSON.self)))),
            problems: [404]
        ) { exchange in
            let query = try exchange.parameters(PagedByID.self)
            let request = try query.pageRequest()
            // One that fills itself holds what has just come, too.
            if try await exchange.read({ try $0.albums.get(query.id).query != nil }) {
                try await exchange.services.library.queries.refreshSearchIndex()
            }
            let page = try await exchange.read {
                try $0.albums.contents(of: query.id, request).map(AlbumAssetJSON.init)
            }
            return try exchange.answer(ListAnswer(page, request).text())
        }
        act(.post, "/api/v1/albums/{id}/assets", "addToAlbum", "Put pictures into an album") {
            (query: ByID, body: Order, transaction) in
            try transaction.albums.add(body.ids, to: query.id)
            return AlbumJSON(try transaction.albums.get(query.id))
        }
        act(
            .put, "/api/v1/albums/{id}/order", "orderAlbum",
            "Put the pictures of an album into an order"
        ) {
            (query: ByID, body: Order, transaction) in
            try transaction.albums.reorder(query.id, body.ids)
            return AlbumJSON(try transaction.albums.get(query.id))
        }
        delete(
            "/api/v1/albums/{id}/assets/{asset}", "removeFromAlbum",
            "Take a picture out of an album"
        ) { (query: AlbumAssetQuery, transaction) in
            try transaction.albums.remove([query.asset], from: query.id)
        }
        act(.put, "/api/v1/albums/{id}/cover", "setCover", "Choose the picture in front") {
            (query: ByID, body: Cover, transaction) in
            AlbumJSON(try transaction.albums.setCover(query.id, body.asset))
        }
    }
}

private struct NewAlbum: Decodable, Sendable {
    var id: String?
    let name: String
    var description: String?
    var query: String?
}

private struct AlbumValues: Decodable, Sendable {
    var name: String?
    var description: Clearable<String>
    var query: Clearable<String>
}

private struct AlbumAssetQuery: Decodable, Sendable { let id, asset: String }

private struct Cover: Decodable, Sendable { var asset: String? }

import Foundation
import Retrieval
import TestSupport
import Testing

@Suite("InvokeAI") struct InvokeAITests {
    let server: InvokeAIServer
    var fetching = Fetching()

    init() throws {
        server = try InvokeAIServer()
        var board = InvokeAIBoard(id: "b-1", name: "Night")
        server.add(board)
        board = InvokeAIBoard(id: "b-2", name: "Day")
        server.add(board)
        for (index, board) in [nil, "b-1", "b-1", "b-2"].enumerated() {
            server.add(
                InvokeAIImage(
                    name: "image-\(index).png", bytes: testPicture(index), boardID: board,
                    createdAt: "2025-01-02 03:04:0\(index).678",
                    metadata: "{\"positive_prompt\": \"夜 \(index)\", \"seed\": \(index)}"))
        }
    }

    private func listing(_ board: String? = nil, token: String? = nil) throws -> InvokeAIListing {
        try InvokeAIListing(
            base: server.url, board: board, http: fetching.http,
            access: InvokeAIAccess(token: token),
            addresses: fetching.call.addresses)
    }

    private func names(_ board: String? = nil) throws -> [String] {
        try listing(board).all().map { $0.externalID ?? "" }
    }

    private func address(_ name: String) -> String { "invokeai+\(server.url)/\(name)" }

    @Test("all images are listed, the oldest first, below their boards")
    func listed() throws {
        let found = try listing().all()
        #expect(found.map(\.externalID) == (0...3).map { "image-\($0).png" })
        #expect(
            found.map(\.pathText) == [
                "Uncategorized/image-0.png", "Night/image-1.png", "Night/image-2.png",
                "Day/image-3.png",
            ])
        #expect(found.map(\.source.text) == (0...3).map { address("image-\($0).png") })
        #expect(found.allSatisfy { $0.isImmutable })
    }

    @Test("a board is listed by its name or its id, and so are images without a board")
    func boards() throws {
        #expect(try names("Night") == ["image-1.png", "image-2.png"])
        #expect(try names("b-1") == ["image-1.png", "image-2.png"])
        #expect(try names("day") == ["image-3.png"])
        #expect(try names("none") == ["image-0.png"])
        #expect(try names("uncategorized") == ["image-0.png"])
        let error = try listing("Evening").failure()
        #expect(error?.httpStatus == 404)
        #expect(error?.reason.contains("Day, Night") == true)
    }

    @Test("two boards of one name are told apart by their ids")
    func sameName() throws {
        server.add(InvokeAIBoard(id: "b-3", name: "Night"))
        let error = try listing("Night").failure()
        #expect(error?.kind == .unsupported)
        #expect(error?.reason.contains("b-1, b-3") == true)
        #expect(try names("b-3") == [])
    }

    @Test("videos and intermediate images are left out", arguments: [true, false])
    func leftOut(_ hasItemNames: Bool) throws {
        server.set { state in
            state.videoNames = ["video.mp4"]
            state.hasItemNames = hasItemNames
            state.images[2].isIntermediate = true
        }
        #expect(try names() == ["image-0.png", "image-1.png", "image-3.png"])
        #expect(try names("Night") == ["image-1.png"])
    }

    @Test("more images than fit in a page are listed in several")
    func pages() throws {
        server.set { state in
            state.images = (0..<2100).map { InvokeAIImage(name: "i-\($0).png", bytes: [1]) }
        }
        let pages = try listing().pages()
        #expect(pages.map(\.count) == [1000, 1000, 100])
        #expect(Set(pages.flatMap { $0 }.map(\.pathText)).count == 2100)
    }

    @Test("an image comes with what the server knows of it", arguments: [true, false])
    func fetched(_ sendsNulls: Bool) throws {
        server.set { $0.sendsNulls = sendsNulls }
        let (bytes, facts) = try fetching.whole(address("image-1.png"))
        #expect(bytes == testPicture(1))
        #expect(facts.createdAt == 1_735_787_041_678)
        let all = try JSONSerialization.jsonObject(with: Data(facts.metadata.utf8))
        let fields = try #require((all as? [String: Any])?["invokeai"] as? [String: Any])
        #expect(fields["image_name"] as? String == "image-1.png")
        #expect(fields["board"] as? String == "Night")
        #expect(fields["session_id"] == nil)
        let metadata = fields["metadata"] as? [String: Any]
        #expect(metadata?["positive_prompt"] as? String == "夜 1")
        #expect(metadata?["seed"] as? Int == 1)
    }

    @Test("an image without metadata is fetched all the same")
    func noMetadata() throws {
        server.set { ($0.images[0].metadata, $0.sendsNulls) = (nil, false) }
        let (bytes, facts) = try fetching.whole(address("image-0.png"))
        #expect(bytes == testPicture(0))
        #expect(!facts.metadata.contains("\"metadata\""))
        #expect(!facts.metadata.contains("\"board\""))
    }

    @Test("an image that is not there, or whose file is gone, is a 404")
    func missing() {
        #expect(fetching.failure(address("none.png"))?.httpStatus == 404)
        server.set { $0.images[1].isFileGone = true }
        let error = fetching.failure(address("image-1.png"))
        #expect(error?.kind == .httpStatus)
        #expect(error?.httpStatus == 404)
        #expect(error?.reason.contains("Image not found") == true)
    }

    @Test("maintenance is a 409 that says so")
    func maintenance() {
        server.set { $0.isInMaintenance = true }
        let error = fetching.failure(address("image-1.png"))
        #expect(error?.kind == .httpStatus)
        #expect(error?.httpStatus == 409)
        #expect(error?.reason.contains("maintenance") == true)
    }

    @Test("an image that is still being written is cut short, and whole a little later")
    func halfWritten() throws {
        server.set { $0.images[1].file.partialAnswers = 1 }
        let sink = MemorySink()
        #expect(fetching.failure(address("image-1.png"), into: sink)?.kind == .truncated)
        try fetching.fetch(address("image-1.png"), into: sink)
        #expect(sink.bytes == testPicture(1))
    }

    @Test("a server that wants a token is told one, and says so when it is missing")
    mutating func token() throws {
        server.set { $0.token = "hunter2" }
        for error in [try listing().failure(), fetching.failure(address("image-1.png"))] {
            #expect(error?.httpStatus == 401)
            #expect(error?.reason.contains("INVOKEAI_TOKEN") == true)
        }
        #expect(try listing(token: "wrong").failure()?.reason.contains("INVOKEAI_TOKEN") == true)
        #expect(try listing(token: "hunter2").all().count == 4)
        fetching.settings = AccessSettings(environment: ["INVOKEAI_TOKEN": "hunter2"])
        let (bytes, facts) = try fetching.whole(address("image-1.png"))
        #expect(bytes == testPicture(1))
        #expect(!facts.metadata.contains("hunter2"))
    }

    @Test("a user with a password signs in once, and again when the session has expired")
    mutating func signIn() throws {
        server.set { ($0.token, $0.login) = ("t-1", ("joe@example.org", "hunter2")) }
        let access = InvokeAIAccess(email: "joe@example.org", password: "hunter2")
        func listing(_ access: InvokeAIAccess) throws -> InvokeAIListing {
            try InvokeAIListing(
                base: server.url, board: nil, http: fetching.http, access: access,
                addresses: fetching.call.addresses)
        }
        func logins() -> Int { server.server.requests.count { $0.path.hasSuffix("/login") } }
        #expect(try listing(access).all().count == 4)
        #expect(try listing(access).all().count == 4)
        #expect(logins() == 1)
        server.set { $0.token = "t-2" }
        #expect(try listing(access).all().count == 4)
        #expect(logins() == 2)
        let wrong = InvokeAIAccess(email: "joe@example.org", password: "1234")
        let error = try listing(wrong).failure()
        #expect(error?.httpStatus == 401)
        #expect(error?.reason.contains("INVOKEAI_PASSWORD") == true)
        #expect(error?.reason.contains("1234") == false)
        // A server for one user knows no sessions.
        server.set { ($0.token, $0.login) = (nil, nil) }
        let alone = InvokeAIAccess(email: "joe@example.org", password: "hunter2")
        #expect(try listing(alone).all().count == 4)
        fetching.settings = AccessSettings(environment: [
            "INVOKEAI_EMAIL": "joe@example.org", "INVOKEAI_PASSWORD": "hunter2",
        ])
        server.set { ($0.token, $0.login) = ("t-3", ("joe@example.org", "hunter2")) }
        #expect(try fetching.whole(address("image-1.png")).bytes == testPicture(1))
        // The password is for servers that a person named.
        let before = server.server.requests.count
        fetching.call.addresses = AddressRule(allowing: ["127.0.0.1:1"])
        _ = fetching.failure(address("image-1.png"))
        #expect(server.server.requests.count == before)
    }

    @Test("images that are left out are counted, and fetched on request")
    func wishes() throws {
        server.set { state in
            state.videoNames = ["film.mp4"]
            state.images[2].isIntermediate = true
        }
        func listed(_ change: (inout ListingWishes) -> Void) throws -> ([String], ListingTally) {
            var wishes = ListingWishes()
            change(&wishes)
            let listing = try InvokeAIListing(
                base: server.url, board: nil, http: fetching.http, access: InvokeAIAccess(),
                addresses: fetching.call.addresses, wishes: wishes)
            return (try listing.all().map { $0.externalID ?? "" }, wishes.tally)
        }
        let (plain, out) = try listed { _ in }
        #expect(plain == ["image-0.png", "image-1.png", "image-3.png"])
        #expect(out.counts.intermediates == 1 && out.counts.videos == 1)
        let (all, none) = try listed { ($0.intermediates, $0.videos) = (true, true) }
        #expect(Set(all) == Set((0...3).map { "image-\($0).png" } + ["film.mp4"]))
        #expect(none.counts.intermediates == 0 && none.counts.videos == 0)
    }

    @Test("a board without a name, or that is not shown, is named and hides no picture")
    func oddBoards() throws {
        let server = try LoopbackServer { request, connection in
            let board = request.parameter("board_id")
            if board == "b-3" { return connection.respond(403) }
            let names = board == nil ? #""a.png", "b.png", "c.png""# : #""a.png""#
            let text =
                switch request.path {
                case "/api/v1/app/version": #"{"version": "6.14.2"}"#
                case "/api/v1/boards/":
                    #"[{"board_id": "b-1", "board_name": "Night"}, null,"#
                        + #"{"board_id": "b-2", "board_name": null},"#
                        + #"{"board_id": "b-3", "board_name": "Closed"}]"#
                default: #"{"item_names": [\#(names)], "starred_count": 0}"#
                }
            connection.respond(200, body: Array(text.utf8))
        }
        let found = try InvokeAIListing(
            base: server.url, board: nil, http: fetching.http, access: InvokeAIAccess(),
            addresses: fetching.call.addresses
        ).all()
        let odd = found.filter { $0.problem != nil }
        #expect(odd.map { $0.source.text.split(separator: "/").last } == ["boards", "b-2", "b-3"])
        #expect(odd.map(\.problem?.httpStatus) == [nil, nil, 403])
        let pictures = found.filter { $0.problem == nil }
        #expect(pictures.map(\.externalID) == ["a.png", "b.png", "c.png"])
        #expect(pictures.first?.pathText == "Night/a.png")
        #expect(
            pictures.map(\.isPathKnown) == [true, false, false],
            "what may be on such a board is not said to be on none")
    }

    @Test("a server of another kind is reported as such")
    func anotherServer() throws {
        let page = try LoopbackServer { _, connection in
            connection.respond(
                200, headers: [("Content-Type", "text/html")], body: Array("<html></html>".utf8))
        }
        let listing = try InvokeAIListing(
            base: page.url, board: nil, http: fetching.http, access: InvokeAIAccess(),
            addresses: fetching.call.addresses)
        #expect(listing.failure()?.kind == .badAnswer)
        #expect(listing.failure()?.reason.contains("no InvokeAI server") == true)
        #expect(fetching.failure("invokeai+\(page.url)/a.png")?.kind == .badAnswer)
        #expect(fetching.failure("invokeai+\(page.url)/")?.kind == .unsupported)
        #expect(throws: RetrievalError.self) {
            try InvokeAIListing(
                base: "ftp://h", board: nil, http: fetching.http, access: InvokeAIAccess(),
                addresses: AddressRule())
        }
    }

    @Test("a listing of a private address is refused like any other request")
    mutating func privateAddress() throws {
        fetching.call.addresses = AddressRule()
        #expect(try listing().failure()?.kind == .refusedAddress)
        #expect(fetching.failure(address("image-1.png"))?.kind == .refusedAddress)
        #expect(server.server.requests.isEmpty)
    }
}

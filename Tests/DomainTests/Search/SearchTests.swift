import GRDB
import Testing

@testable import Catalog
@testable import Domain

@Suite("Searches") struct SearchTests {
    let domain: TestDomain
    let ann: User

    init() throws {
        domain = try TestDomain()
        ann = try domain.makeUser("ann")
        for picture in Self.pictures { try domain.make(picture, of: ann) }
        try domain.write(as: ann) { transaction in
            func full(_ id: String) -> String {
                id + String(repeating: "-", count: 36 - id.count)
            }
            try transaction.tags.add("Holiday 2024", to: full("beach"))
            try transaction.tags.add("landscape", to: full("castle"))
            try transaction.tags.mark(full("castle")) { ($0.rating, $0.isStarred) = (5, true) }
            try transaction.tags.mark(full("fog")) { $0.rating = 3 }
            try transaction.captions.add(
                "Two women drink tea", type: "png", asset: full("beach"))
            let album = try transaction.albums.create(name: "Best")
            try transaction.albums.add([full("castle"), full("kyoto")], to: album.id)
        }
    }

    static let pictures: [TestPicture] = {
        var castle = TestPicture("castle")
        castle.name = "hill fort.png"
        castle.prompt = "a castle with a red roof, masterpiece, <lora:mist:0.8>"
        castle.negative = "people, blurry"
        (castle.model, castle.loras) = ("Dream-Painter_v2", ["mist"])
        (castle.generator, castle.sampler) = ("Forge", "Euler a")
        (castle.seed, castle.steps, castle.cfg) = ("18446744073709551615", 30, 7)
        (castle.width, castle.height, castle.ai) = (1920, 1080, "claimed")
        castle.createdAt = 1_704_067_200_000  // 2024-01-01
        var fog = TestPicture("fog")
        fog.prompt = "people in fog, red light on the roof of a castle"
        (fog.model, fog.loras) = ("other", ["fog", "mist"])
        (fog.generator, fog.sampler, fog.steps) = ("ComfyUI", "dpmpp_2m", 20)
        (fog.width, fog.height, fog.ai) = (768, 1024, "composite")
        fog.createdAt = 1_706_745_600_000  // 2024-02-01
        var beach = TestPicture("beach")
        (beach.name, beach.format) = ("IMG_0042.jpg", "jpeg")
        (beach.bucket, beach.path) = ("photos", "2023/beach/IMG_0042.jpg")
        (beach.width, beach.height) = (4000, 3000)
        beach.createdAt = 1_690_000_000_000  // 2023-07-22
        var kyoto = TestPicture("kyoto")
        kyoto.prompt = "\u{7D05}\u{3044}\u{57CE}\u{306E}\u{524D}\u{306E}\u{30AB}\u{30D5}\u{30A7}"
        kyoto.negative = "caf\u{E9}"
        kyoto.createdAt = 1_709_251_200_000  // 2024-03-01
        var paris = TestPicture("paris")
        paris.prompt = "Caf\u{E9} au lait, stra\u{DF}e"
        paris.createdAt = 1_709_251_200_000
        return [castle, fog, beach, kyoto, paris]
    }()

    /// Queries, and what they find, the newest first.
    static let table: [(String, [String])] = [
        ("", ["paris", "kyoto", "fog", "castle", "beach"]),
        // Words, in any order and case; phrases; beginnings.
        ("castle", ["fog", "castle"]),
        ("ROOF castle", ["fog", "castle"]),
        ("\"red roof\"", ["castle"]),
        ("cast*", ["fog", "castle"]),
        ("\"red ro\"*", ["castle"]),
        ("castl", []),
        // What a picture was to be without is not in it.
        ("people", ["fog"]),
        ("negative:people", ["castle"]),
        ("negative:blur*", ["castle"]),
        ("castle -people", ["castle"]),
        ("-castle", ["paris", "kyoto", "beach"]),
        ("-castle -tea", ["paris", "kyoto"]),
        ("tea or masterpiece", ["castle", "beach"]),
        ("(tea or castle) -fog", ["castle", "beach"]),
        ("-(tea or castle)", ["paris", "kyoto"]),
        // Every script, with accents and without.
        ("cafe", ["paris"]),
        ("CAF\u{C9}", ["paris"]),
        ("strasse", ["paris"]),
        ("\u{7D05}\u{3044}", ["kyoto"]),
        ("\u{57CE}", ["kyoto"]),
        ("\u{57CE}\u{3044}", []),
        ("\u{30AB}\u{30D5}\u{30A7}", ["kyoto"]),
        ("\u{FF76}\u{FF8C}\u{FF6A}", ["kyoto"]),
        // Parts.
        ("prompt:roof", ["fog", "castle"]),
        ("prompt:tea", []),
        ("caption:tea", ["beach"]),
        ("name:fort", ["castle"]),
        ("prompt:fort", []),
        ("path:2023/beach", ["beach"]),
        ("model:painter", ["castle"]),
        ("model:dream*", ["castle"]),
        ("model:\"dream painter\"", ["castle"]),
        ("lora:mist", ["fog", "castle"]),
        ("lora:mist -lora:fog", ["castle"]),
        ("painter", ["castle"]),
        // Tags, exactly.
        ("tag:landscape", ["castle"]),
        ("tag:LANDSCAPE", ["castle"]),
        ("tag:\"holiday 2024\"", ["beach"]),
        ("tag:holiday", []),
        ("tag:holiday*", ["beach"]),
        ("holiday", ["beach"]),
        // What is known of how it was made.
        ("seed:18446744073709551615", ["castle"]),
        ("sampler:\"euler a\"", ["castle"]),
        ("sampler:dpm*", ["fog"]),
        ("generator:comfyui", ["fog"]),
        ("steps:30", ["castle"]),
        ("steps:20..29", ["fog"]),
        ("steps>20", ["castle"]),
        ("-steps:30", ["paris", "kyoto", "fog", "beach"]),
        ("-steps>20", ["paris", "kyoto", "fog", "beach"]),
        ("cfg:7", ["castle"]),
        ("ai:yes", ["fog", "castle"]),
        ("ai:claimed", ["castle"]),
        ("ai:no", ["paris", "kyoto", "beach"]),
        // Sizes.
        ("width>=1920", ["castle", "beach"]),
        ("width>1920", ["beach"]),
        ("size:1920x1080", ["castle"]),
        ("size>=1000x1080", ["castle", "beach"]),
        ("ratio:16:9", ["castle"]),
        ("ratio:portrait", ["fog"]),
        ("ratio:square", ["paris", "kyoto"]),
        ("ratio>=1.3", ["castle", "beach"]),
        // Files and places.
        ("format:jpg", ["beach"]),
        ("kind:image format:png castle", ["fog", "castle"]),
        ("bucket:photos", ["beach"]),
        ("bucket:phot*", ["beach"]),
        ("bucket:Photos", []),
        ("status:completed beach", ["beach"]),
        ("status:failed", []),
        // Opinions.
        ("rating:5", ["castle"]),
        ("rating>=3", ["fog", "castle"]),
        ("rating<3", ["paris", "kyoto", "beach"]),
        ("rating:1..4", ["fog"]),
        ("starred:yes", ["castle"]),
        ("starred:no castle", ["fog"]),
        ("album:Best", ["kyoto", "castle"]),
        ("album:Best roof", ["castle"]),
        // Times, UTC.
        ("since:2024", ["paris", "kyoto", "fog", "castle"]),
        ("until:2023", ["beach"]),
        ("since:2024-02-01 until:2024-02", ["fog"]),
        ("castle since:2024-01-02", ["fog"]),
        ("(tea or width>=1920) -starred:yes", ["beach"]),
        ("castle (steps>25 or people)", ["fog", "castle"]),
        ("-(castle steps>25)", ["paris", "kyoto", "fog", "beach"]),
    ]

    @Test("find what they say", arguments: table.indices)
    func finds(index: Int) throws {
        let (query, expected) = Self.table[index]
        #expect(try domain.find(query, as: ann.viewer) == expected, "\(query)")
        // The store's owner sees the same, but for opinions and albums of their own.
        if !["rating", "starred", "album"].contains(where: query.contains) {
            #expect(try domain.find(query, as: domain.owner.viewer) == expected, "\(query)")
        }
    }

    @Test(
        "go on behind any picture, in every order, and show each once",
        arguments: SearchOrder.allCases)
    func pages(order: SearchOrder) throws {
        for query in ["", "castle or tea or cafe or \u{57CE}", "width>0"] {
            let whole = try domain.find(query, as: ann.viewer, order: order)
            #expect(whole.count == 5)
            for limit in 1...5 {
                var request = SearchRequest(query, order: order, limit: limit)
                var found: [String] = []
                repeat {
                    let page = try domain.read(as: ann.viewer) { try $0.search.page(request) }
                    #expect(page.ids.count <= limit)
                    found += page.ids.map(TestDomain.short)
                    request.after = page.next
                } while request.after != nil
                #expect(found == whole)
            }
        }
        #expect(throws: DomainError.self) {
            try domain.read(as: ann.viewer) {
                try $0.search.page(SearchRequest("", order: order, after: "x~1~"))
            }
        }
    }

    @Test("are in the order that was asked for")
    func orders() throws {
        #expect(
            try domain.find("castle or tea", as: ann.viewer, order: .oldest) == [
                "beach", "castle", "fog",
            ])
        #expect(try domain.find("", as: ann.viewer, order: .largest).first == "beach")
        #expect(try domain.find("", as: ann.viewer, order: .path).last == "beach")
        // A name says more than a prompt.
        #expect(
            try domain.find("people or fort", as: ann.viewer, order: .relevance) == [
                "castle", "fog",
            ])
    }

    @Test("know what changed, and nothing of what went")
    func changes() throws {
        #expect(try domain.find("tea", as: ann.viewer) == ["beach"])
        try domain.write(as: ann) { transaction in
            let caption = try transaction.captions.page().items[0]
            try transaction.captions.delete(caption.id)
            let castle = "castle" + String(repeating: "-", count: 30)
            let tag = try transaction.tags.list(ofAsset: castle)[0]
            try transaction.tags.remove(tag.id, from: castle)
            try transaction.tags.mark(castle) { $0.isStarred = false }
        }
        for query in ["tea", "tag:landscape", "starred:yes"] {
            #expect(try domain.find(query, as: ann.viewer) == [], "\(query)")
        }
        try domain.queue.write { db in
            try db.execute(sql: "UPDATE assets SET name = 'lake.png' WHERE name = 'hill fort.png'")
            try db.execute(sql: "UPDATE assets SET deleted_at = 5 WHERE id LIKE 'fog-%'")
        }
        #expect(try domain.find("name:fort", as: ann.viewer) == [])
        #expect(try domain.find("lake", as: ann.viewer) == ["castle"])
        #expect(try domain.find("castle", as: ann.viewer) == ["castle"])
        #expect(try domain.find("", as: ann.viewer).count == 4)
        try domain.queue.write { db in
            try db.execute(sql: "UPDATE assets SET deleted_at = NULL WHERE id LIKE 'fog-%'")
        }
        #expect(try domain.find("castle", as: ann.viewer) == ["fog", "castle"])
        try expectCountsAreTrue()
    }

    @Test("find nothing that is somebody else's")
    func isolation() throws {
        let bob = try domain.makeUser("bob")
        var own = TestPicture("bobs")
        own.prompt = "a castle of my own"
        own.createdAt = 1_800_000_000_000
        try domain.make(own, of: bob)
        try domain.make(TestPicture("nobodys"), of: nil)
        #expect(try domain.find("castle", as: bob.viewer) == ["bobs"])
        #expect(try domain.find("", as: bob.viewer) == ["bobs"])
        for query in [
            "-castle", "width>0 -bobs", "tag:landscape", "starred:yes", "rating>=1",
            "model:painter",
        ] {
            let found = try domain.find(query, as: bob.viewer)
            #expect(found.isEmpty || found == ["bobs"], "\(query)")
        }
        #expect(throws: SearchError.noAlbum("Best")) {
            try domain.find("album:Best", as: bob.viewer)
        }
        #expect(try domain.find("castle", as: domain.owner.viewer) == ["bobs", "fog", "castle"])
        let facets = try domain.read(as: bob.viewer) { try $0.search.facets("") }
        #expect(facets.total == 1)
        #expect(facets.facets[.model] == nil)
        #expect(try domain.read(as: domain.owner.viewer) { try $0.search.facets("") }.total == 7)
    }

    @Test("are counted by what made the pictures, with a filter or without")
    func facets() throws {
        try domain.index()
        let all = try domain.read(as: ann.viewer) { try $0.search.facets("") }
        let counted = try domain.read(as: ann.viewer) { try $0.search.facets("width>0") }
        #expect(all == counted)
        #expect(all.total == 5)
        #expect(
            all.facets[.lora] == [.init(value: "mist", count: 2), .init(value: "fog", count: 1)])
        #expect(all.facets[.month]?.map(\.value) == ["2024-03", "2024-02", "2024-01", "2023-07"])
        let castles = try domain.read(as: ann.viewer) { try $0.search.facets("masterpiece") }
        #expect(castles.total == 1)
        #expect(castles.facets[.model] == [.init(value: "dream-painter_v2", count: 1)])
        #expect(castles.facets[.tag] == [.init(value: "landscape", count: 1)])
        #expect(
            try domain.read(as: ann.viewer) { try $0.search.facets("\u{57CE}\u{57CE}") }.total == 0)
    }

    @Test("find all again when the index is made anew")
    func anew() throws {
        let before = try Self.table.map { try domain.find($0.0, as: ann.viewer) }
        try domain.queue.write { try SearchIndex(SQLiteConnection(db: $0)).renew() }
        #expect(try Self.table.map { try domain.find($0.0, as: ann.viewer) } == before)
        try expectCountsAreTrue()
    }

    @Test("fill albums")
    func albums() throws {
        let album = try domain.write(as: ann) { transaction in
            try transaction.albums.create(name: "Castles") { $0.query = "castle" }
        }
        try domain.index()
        func contents(_ request: PageRequest = PageRequest()) throws -> Page<AlbumAsset> {
            try domain.read(as: ann) { try $0.albums.contents(of: album.id, request) }
        }
        #expect(try contents().items.map { TestDomain.short($0.assetID) } == ["fog", "castle"])
        #expect(try contents().items.map(\.position) == [0, 1])
        let first = try contents(PageRequest(limit: 1))
        let next = try #require(first.next)
        let second = try contents(PageRequest(.after(next), limit: 1))
        #expect(second.items.map { TestDomain.short($0.assetID) } == ["castle"])
        #expect(second.items.map(\.position) == [1])
        #expect(second.next == nil)
        let numbered = try contents(PageRequest(.number(2), limit: 1))
        #expect(numbered.items == second.items)
        #expect(numbered.total == 2)
        #expect(try domain.find("album:Castles -fog", as: ann.viewer) == ["castle"])
        try domain.write(as: ann) { _ = try $0.albums.edit(album.id) { $0.query = "fog" } }
        #expect(try contents().items.map { TestDomain.short($0.assetID) } == ["fog"])
        try domain.expectRebuilds()
    }

    @Test("of albums are refused where they would be nonsense")
    func albumRefusals() throws {
        #expect(throws: SearchError.openQuotation(at: 0)) {
            try domain.write(as: ann) { try $0.albums.create(name: "x") { $0.query = "\"a" } }
        }
        let one = try domain.write(as: ann) { transaction in
            try transaction.albums.create(name: "one") { $0.query = "album:two" }
        }
        try domain.write(as: ann) { transaction in
            _ = try transaction.albums.create(name: "two") { $0.query = "album:one" }
        }
        #expect(throws: SearchError.nestedAlbum("one")) {
            try domain.read(as: ann) { try $0.albums.contents(of: one.id) }
        }
        let castle = "castle" + String(repeating: "-", count: 30)
        #expect(throws: DomainError.self) {
            try domain.write(as: ann) { try $0.albums.add([castle], to: one.id) }
        }
        let best = try domain.read(as: ann) { try $0.albums.page() }.items.first {
            $0.name == "Best"
        }
        let id = try #require(best?.id)
        #expect(throws: DomainError.self) {
            try domain.write(as: ann) { try $0.albums.edit(id) { $0.query = "castle" } }
        }
    }

    private func expectCountsAreTrue() throws {
        let facets = try domain.read(as: ann.viewer) { reader in
            (try reader.search.facets(""), try reader.search.facets("width>0"))
        }
        #expect(facets.0 == facets.1)
    }
}

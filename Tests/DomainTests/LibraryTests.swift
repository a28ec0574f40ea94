import Testing

@testable import Domain

@Suite("The library") struct LibraryTests {
    let domain: TestDomain
    let ann: User
    let assets: [String]

    init() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        assets = try ["a", "b", "c"].map { try domain.makeAsset($0, of: ann) }
        (self.domain, self.ann) = (domain, ann)
    }

    @Test("has albums: a picture once, at the end, in an order, under any cover")
    func albums() throws {
        let album = try domain.write(as: ann) { try $0.albums.create(name: "Best") }
        func contents() throws -> [String] {
            try domain.read(as: ann) { try $0.albums.contents(of: album.id).items.map(\.assetID) }
        }
        #expect(try contents() == [])
        let added = try domain.write(as: ann) { transaction in
            try transaction.albums.add([assets[1], assets[0]], to: album.id)
            return try transaction.albums.add([assets[1], assets[2]], to: album.id)
        }
        #expect(added == 1)
        #expect(try contents() == [assets[1], assets[0], assets[2]])
        try domain.write(as: ann) { transaction in
            try transaction.albums.reorder(album.id, assets)
            try transaction.albums.remove([assets[1]], from: album.id)
            _ = try transaction.albums.setCover(album.id, assets[1])
        }
        #expect(try contents() == [assets[0], assets[2]])
        #expect(throws: DomainError.notFound(.albumAssets, assets[1])) {
            try domain.write(as: ann) {
                try $0.albums.remove([assets[0], assets[1]], from: album.id)
            }
        }
        #expect(try contents().count == 2)
        try domain.write(as: domain.owner) { try $0.releaseAssets([assets[0], assets[1]]) }
        #expect(try contents() == [assets[2]])
        #expect(try domain.read(as: ann) { try $0.albums.get(album.id).coverAssetID } == nil)
        try domain.expectRebuilds()
    }

    @Test("has links that lead somewhere within their limits, and all else is one answer")
    func links() throws {
        let generation = try domain.write(as: ann) { try $0.generations.create(.image) }
        let password = try PasswordHash(of: "sesame", domain.environment)
        let issued = try domain.write(as: ann) {
            try $0.links.create(.generation, generation.id, password: password) { $0.maxViews = 2 }
        }
        func find() throws -> SharedLink {
            try domain.read(as: .program) { try $0.links.find(key: issued.key) }
        }
        #expect(try find().targetID == generation.id)
        #expect(try domain.read(as: ann) { try $0.links.key(of: issued.link.id) } == issued.key)
        try domain.read(as: .program) { reader throws in
            #expect(reader.links.passes(issued.link, password: "sesame"))
            #expect(!reader.links.passes(issued.link, password: nil))
        }
        try domain.write(as: ann) { try $0.generations.delete(generation.id) }
        #expect(throws: DomainError.linkNotValid) { try find() }
        try domain.write(as: ann) { _ = try $0.generations.restore(generation.id) }
        for _ in 0..<2 {
            try domain.write(as: .program) { _ = try $0.links.recordView(key: issued.key) }
        }
        #expect(throws: DomainError.linkNotValid) { try find() }
        try domain.write(as: ann) { _ = try $0.links.edit(issued.link.id) { $0.maxViews = nil } }
        domain.clock.advance(milliseconds: SharedLinks<DomainReader>.defaultMilliseconds)
        #expect(throws: DomainError.linkNotValid) { try find() }
        try domain.write(as: ann) { _ = try $0.links.edit(issued.link.id) { $0.expiresAt = nil } }
        #expect(try find().views == 2)
        try domain.write(as: ann) { _ = try $0.links.revoke(issued.link.id) }
        #expect(throws: DomainError.linkNotValid) { try find() }
        try domain.expectRebuilds()
    }

    @Test("has tags in whatever case, ratings and stars")
    func tags() throws {
        try domain.write(as: ann) { transaction in
            let tag = try transaction.tags.add("Cats", to: assets[0])
            let same = try transaction.tags.add("cATS", to: assets[1])
            #expect(tag == same)
            try transaction.tags.mark(assets[0]) { ($0.rating, $0.isStarred) = (5, true) }
        }
        try domain.read(as: ann) { reader throws in
            let tag = try #require(try reader.tags.list().first)
            #expect(try reader.tags.assets(of: tag.id) == [assets[0], assets[1]])
            #expect(try reader.tags.mark(of: assets[0])?.rating == 5)
        }
        #expect(throws: DomainError.invalid(.rating, .outside(1, 5))) {
            try domain.write(as: ann) { _ = try $0.tags.mark(assets[0]) { $0.rating = 6 } }
        }
        try domain.expectRebuilds()
    }

    @Test("has documents whose writers name the version that they have read")
    func documents() throws {
        let document = try domain.write(as: ann) {
            try $0.documents.create("timeline", name: "Cut", body: JSONText(#"{"a": 1}"#))
        }
        try domain.write(as: ann) { transaction in
            try transaction.documents.addCheckpoint(to: document.id, label: "first")
            try transaction.documents.write(document.id, version: 1) {
                $0.body = try JSONText(#"{"a": 2}"#)
            }
        }
        #expect(throws: DomainError.staleVersion(.documents, document.id, current: 2)) {
            try domain.write(as: ann) {
                _ = try $0.documents.write(document.id, version: 1) { $0.name = "Other" }
            }
        }
        let checkpoints = try domain.read(as: ann) {
            try $0.documents.checkpoints(of: document.id)
        }
        #expect(checkpoints.map(\.body.text) == [#"{"a": 1}"#])
        try domain.expectRebuilds()
    }

    @Test("has models and templates that are one's own or everybody's")
    func publicRows() throws {
        let bob = try domain.makeUser("bob")
        let (model, template) = try domain.write(as: ann) { transaction in
            try transaction.models.upsert("flux") {
                ($0.name, $0.type, $0.base) = ("Flux", "main", "flux")
            }
            let model = try transaction.models.upsert("flux") { $0.isPublic = true }
            return (model, try transaction.templates.create(name: "Cat", prompt: "a cat"))
        }
        try domain.read(as: bob) { reader throws in
            #expect(try reader.models.get(model.id).name == "Flux")
            #expect(try reader.models.publicPage().items.map(\.id) == [model.id])
            #expect(try reader.models.page().items.isEmpty)
            #expect(throws: DomainError.notFound(.templates, template.id)) {
                try reader.templates.get(template.id)
            }
        }
        #expect(throws: DomainError.notFound(.models, model.id)) {
            try domain.write(as: bob) { try $0.models.delete(model.id) }
        }
        try domain.expectRebuilds()
    }

    @Test("has training segments inside their videos")
    func training() throws {
        let item = try domain.write(as: ann) { transaction in
            let batch = try transaction.training.createBatch(name: "Walks")
            return try transaction.training.addItem(
                to: batch.id, name: "walk.mp4", asset: nil, durationMilliseconds: 1000)
        }
        try domain.write(as: ann) {
            _ = try $0.training.addSegment(to: item.id, from: 0, to: 1000)
        }
        for (start, end) in [(5, 5), (-1, 5), (0, 1001)] as [(Int64, Int64)] {
            #expect(throws: DomainError.self) {
                try domain.write(as: ann) {
                    _ = try $0.training.addSegment(to: item.id, from: start, to: end)
                }
            }
        }
        #expect(try domain.read(as: ann) { try $0.training.segments(of: item.id).count } == 1)
        try domain.expectRebuilds()
    }

    @Test("has settings of the store and of each user, and adds rented time up exactly")
    func settings() throws {
        try domain.write(as: domain.owner) { _ = try $0.settings.editStore { $0.steps = 20 } }
        #expect(try domain.read(as: ann) { try $0.settings.get().steps } == 20)
        try domain.write(as: ann) { _ = try $0.settings.edit { $0.batchSize = 1 } }
        for _ in 0..<36 {
            _ = try domain.write(as: ann) {
                try $0.settings.addRentedTime(milliseconds: 100_000, rate: 1)
            }
        }
        let settings = try domain.read(as: ann) { try $0.settings.get() }
        #expect(settings.rentedCostNow == 1 && settings.steps == 20 && settings.batchSize == 1)
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: ann) { _ = try $0.settings.editStore { $0.steps = 1 } }
        }
        try domain.expectRebuilds()
    }
}

import Catalog
import Domain
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

/// A photo gallery with a picture generator behind it: steps with alternatives that are fetched later,
/// albums, links, templates, a rented machine.
@Suite("A photo gallery") struct PhotoGalleryTests {
    private let system: SystemStore
    private let noor: Viewer

    init() throws {
        system = try SystemStore()
        noor = try system.makePerson("noor@example.com", "Noor")
    }

    private func photo(_ seed: Int) async throws -> String {
        system.pass(minutes: 1)
        return try await system.put(
            testPicture(seed), at: "photos", "uploaded/\(seed).png", of: noor)
    }

    private func step(
        _ prompt: String, below parent: String? = nil, in session: Session, wanted: Int = 2
    ) throws -> Job {
        system.pass(minutes: 1)
        return try system.change(as: noor) { transaction in
            var request = JobRequest()
            (request.session, request.parent) = (session.id, parent)
            return try transaction.jobs.enqueue("img2img", request) {
                $0.prompt = prompt
                $0.negativePrompt = "blurry"
                $0.model = "sdxl-key"
                $0.wanted = wanted
                $0.parameters = try JSONText(#"{"cfg_scale":7.5,"scheduler":"euler","steps":30}"#)
            }
        }
    }

    /// What the generator says it made, which is fetched later.
    private func complete(_ held: HeldJob, _ server: InvokeAIServer, _ names: [String]) async throws
        -> JobCompletion
    {
        let address = "invokeai+\(server.url)"
        let sources = names.enumerated().map { place, name in
            OutputSource(
                JobOutput(index: place + 1, asset: nil), at: "\(address)/\(name)", isTrusted: true)
        }
        return try await JobOutputs(system.library).complete(
            held.job.id, lease: held.lease, as: noor, [], sources: sources
        ).completion.get()
    }

    @Test("fetches the alternatives of a step later, and its counts follow")
    func steps() async throws {
        let server = try InvokeAIServer()
        server.add(InvokeAIImage(name: "one.png", bytes: testPicture(21)))
        let original = try await photo(1)
        let session = try system.change(as: noor) {
            try $0.sessions.create(.refinement, title: "Mountains", source: original)
        }
        #expect(session.entryType == .refinement)
        let first = try step("golden light", in: session)
        let held = try system.claim("img2img", as: noor, worker: "invokeai")
        // The batch is known only after the step was made.
        try system.change(as: noor) {
            try $0.jobs.edit(first.id) { ($0.batchID, $0.correlationID) = ("batch-1", "c-1") }
        }
        let completion = try await complete(held, server, ["one.png", "two.png"])
        #expect(completion.job.status == .completed)
        try expectCounts(first, received: 0, pending: 2, failed: 0)
        try expectAlternatives(completion, [.generating, .generating])

        // One comes, the other is not there.
        _ = try await system.library.retried()
        try expectCounts(first, received: 1, pending: 0, failed: 1)
        try expectAlternatives(completion, [.completed, .failed])
        let shown = try system.read(as: noor) { reader in
            try reader.generations.show(completion.generations[0])
        }
        #expect(
            try system.place(of: shown.assetID)
                == "generated/\(first.id)/1_\(completion.job.endedAt ?? 0).png")

        // A person asks again, and now it is there: no old error stays beside it.
        server.add(InvokeAIImage(name: "two.png", bytes: testPicture(22)))
        _ = try await system.library.retried { $0.filter.due = .all }
        try expectCounts(first, received: 2, pending: 0, failed: 0)
        try expectAlternatives(completion, [.completed, .completed])
        let second = try system.read(as: noor) {
            try $0.generations.get(completion.generations[1])
        }
        #expect(second.error == nil)
        try await system.expectWhole()
    }

    private func expectCounts(
        _ job: Job, received: Int, pending: Int, failed: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let now = try system.read(as: noor) { try $0.jobs.get(job.id) }
        #expect(
            [now.received, now.pending, now.failed] == [received, pending, failed],
            sourceLocation: sourceLocation)
    }

    private func expectAlternatives(
        _ completion: JobCompletion, _ states: [Generation.Status],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try system.read(as: noor) { reader in
            try reader.generations.outputs(ofJob: completion.job.id)
        }
        #expect(found.map(\.id) == completion.generations, sourceLocation: sourceLocation)
        #expect(found.map(\.status) == states, sourceLocation: sourceLocation)
    }

    @Test("keeps the tree of a session: its steps, their alternatives, one choice")
    func tree() async throws {
        let session = try system.change(as: noor) { try $0.sessions.create(.refinement) }
        let root = try step("golden light", in: session, wanted: 1)
        let below = try step("fewer clouds", below: root.id, in: session)
        let deeper = try step("a bird", below: below.id, in: session, wanted: 1)
        var made: [String] = []
        for wanted in [1, 2, 1] {
            let held = try system.claim("img2img", as: noor, worker: "invokeai")
            #expect(held.job.wanted == wanted)
            let completion = try await system.complete(
                held, as: noor,
                (0..<wanted).map {
                    OutputFile(
                        JobOutput(index: $0 + 1, asset: nil),
                        .bytes(testPicture(held.job.prompt!.count * 8 + $0)))
                })
            made += completion.generations
        }
        // The session with its steps and their alternatives.
        let steps = try system.read(as: noor) { reader in
            var filter = JobFilter()
            filter.session = session.id
            return try reader.jobs.page(filter).items.reversed().map { job in
                (job.id, job.parentID, try reader.generations.outputs(ofJob: job.id).map(\.id))
            }
        }
        #expect(steps.map(\.0) == [root.id, below.id, deeper.id])
        #expect(steps.map(\.1) == [nil, root.id, below.id])
        #expect(steps.map(\.2) == [[made[0]], [made[1], made[2]], [made[3]]])
        let children = try system.read(as: noor) { try $0.jobs.children(of: root.id).map(\.id) }
        #expect(children == [below.id])
        // No circles, no parents elsewhere.
        #expect(throws: DomainError.cycle(.jobs, root.id)) {
            try system.change(as: noor) { try $0.jobs.move(root.id, below: deeper.id) }
        }
        let elsewhere = try system.change(as: noor) { try $0.sessions.create(.refinement) }
        #expect(throws: DomainError.invalid(.parent, .elsewhere(root.id))) {
            try step("elsewhere", below: root.id, in: elsewhere)
        }
        // One choice, in one place.
        try system.change(as: noor) { try $0.generations.select([made[2]], of: session.id) }
        try system.change(as: noor) { try $0.generations.select([made[1]], of: session.id) }
        let chosen = try system.read(as: noor) { try $0.generations.moodBoard(of: session.id) }
        #expect(chosen.map(\.id) == [made[1]])
        // The latest picture of the session; the session goes with its tree.
        let latest = try system.read(as: noor) { reader in
            var filter = GenerationFilter()
            filter.session = session.id
            return try reader.generations.page(filter, PageRequest(.start, limit: 1)).items
        }
        #expect(latest.map(\.id) == [made[3]])
        try system.change(as: noor) { transaction in
            try transaction.sessions.move(session.id, to: .completed)
            try transaction.sessions.delete(session.id)
        }
        let left = try system.read(as: noor) { reader in
            (try reader.generations.page().items.count, try reader.jobs.page().items.count)
        }
        #expect(left.0 == 0 && left.1 == 0)
        try await system.expectWhole()
    }

    @Test("has albums with a cover and an order, and links that end")
    func albums() async throws {
        let photos = [try await photo(1), try await photo(2), try await photo(3)]
        let album = try system.change(as: noor) { transaction in
            let album = try transaction.albums.create(name: "Best of May")
            try transaction.albums.add(Array(photos[0...1]), to: album.id)
            try transaction.albums.add(photos, to: album.id)
            // A cover need not be in the album.
            return try transaction.albums.setCover(album.id, photos[2])
        }
        try expectAlbum(album, photos)
        try system.change(as: noor) {
            try $0.albums.reorder(album.id, [photos[2], photos[0], photos[1]])
        }
        // What is deleted is not shown, and is back in its place when it is brought back.
        _ = try await system.library.deleted([photos[0]])
        try expectAlbum(album, [photos[2], photos[1]])
        _ = try await system.library.undeleted([photos[0]])
        try expectAlbum(album, [photos[2], photos[0], photos[1]])

        let key = try system.change(as: noor) { transaction in
            try transaction.links.create(.album, album.id) {
                $0.expiresAt = transaction.now + 7 * 86_400_000
            }.key
        }
        #expect(try system.read(as: .program) { try $0.links.find(key: key).targetID } == album.id)
        system.pass(minutes: 7 * 24 * 60)
        #expect(throws: DomainError.linkNotValid) {
            try system.read(as: .program) { try $0.links.find(key: key) }
        }
        system.pass(minutes: 1)
        let removed = try system.change(as: system.owner) {
            try $0.housekeeping.apply(.expiredLinks, RetentionAge(days: 0))
        }
        #expect(removed == 1)
        // An album that was shared can be deleted.
        try system.change(as: noor) { try $0.albums.delete(album.id) }
        #expect(try system.read(as: noor) { try $0.albums.page().items } == [])
        try await system.expectWhole()
    }

    private func expectAlbum(
        _ album: Album, _ assets: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let page = try system.read(as: noor) {
            try $0.albums.contents(of: album.id, PageRequest(.number(1), limit: 10))
        }
        #expect(page.items.map(\.assetID) == assets, sourceLocation: sourceLocation)
        #expect(page.total == assets.count, sourceLocation: sourceLocation)
    }

    @Test("has models, templates and settings, and adds rented time up exactly")
    func settings() async throws {
        try system.change(as: noor) { transaction in
            for _ in 1...2 {
                try transaction.models.upsert("sdxl-key") {
                    ($0.name, $0.type, $0.base) = ("SDXL 1.0", "main", "sdxl")
                    ($0.hash, $0.vaeKey) = ("blake3:1", "sdxl-vae")
                    $0.defaults = try JSONText(#"{"height":1024,"steps":30,"width":1024}"#)
                }
            }
            for (name, isFavourite) in [("Golden", true), ("Golden", false)] {
                try transaction.templates.create(name: name, prompt: "golden light") {
                    ($0.category, $0.isFavourite) = ("light", isFavourite)
                }
            }
        }
        let (models, templates, before) = try system.read(as: noor) { reader in
            (
                try reader.models.page(type: "main", base: "sdxl").items,
                try reader.templates.page(category: "light", isFavourite: true).items,
                try reader.settings.get()
            )
        }
        #expect(models.map(\.key) == ["sdxl-key"] && models.map(\.vaeKey) == ["sdxl-vae"])
        #expect(templates.map(\.name) == ["Golden"])
        #expect([before.steps, before.batchSize, before.idleMinutes ?? 0] == [30, 4, 30])
        #expect(
            (before.guidance, before.scheduler, before.podType) == (7.5, "euler", "NVIDIA A5000"))
        // Five minutes at 0.74 an hour are 0.061666…; a hundred times that is 6.1667, not 6.1700.
        try system.change(as: noor) { transaction in
            try transaction.settings.edit { $0.backendMode = .remote }
            for _ in 1...100 {
                try transaction.settings.addRentedTime(milliseconds: 300_000, rate: 740_000)
            }
        }
        let rented = try system.read(as: noor) { try $0.settings.get() }
        #expect(rented.rentedCostNow == 6_166_667)
        try system.change(as: noor) { _ = try $0.settings.endRentedTime() }
        let ended = try system.read(as: noor) { try $0.settings.get() }
        #expect([ended.rentedCostNow, ended.rentedCostTotal] == [0, 6_166_667])
        try await system.expectWhole()
    }

    @Test("lists photographs by page, and finds what is to be fetched")
    func photographs() async throws {
        var photos: [String] = []
        for seed in 1...5 { photos.append(try await photo(seed)) }
        var filter = AssetFilter()
        filter.bucket = "photos"
        filter.since = 0
        let first = try system.library.list(filter, after: nil, limit: 3)
        #expect(first.map(\.asset.id) == [photos[4], photos[3], photos[2]])
        #expect(first.map { $0.blob?.picture?.width } == [48, 48, 48])
        #expect(first.map { $0.blob?.picture?.height } == [32, 32, 32])
        #expect(try system.library.statistics().assets == 5)
        try system.change(as: noor) { transaction in
            _ = try transaction.tags.add("Mountains", to: photos[1])
            try transaction.tags.mark(photos[1]) { ($0.rating, $0.isStarred) = (5, true) }
        }
        let (tags, mark) = try system.read(as: noor) { reader in
            (
                try reader.tags.list(ofAsset: photos[1]).map(\.name),
                try reader.tags.mark(of: photos[1])
            )
        }
        #expect(tags == ["Mountains"] && mark?.rating == 5 && mark?.isStarred == true)
        // What is to be fetched: registered first, with nothing invented of its size.
        let server = try InvokeAIServer()
        _ = try await system.library.fetched(["invokeai+\(server.url)/later.png"]) {
            $0.enqueues = true
        }
        filter = AssetFilter()
        filter.status = .pending
        let waiting = try system.library.list(filter, after: nil, limit: 10)
        #expect(waiting.map(\.asset.name) == ["later.png"])
        #expect(waiting.allSatisfy { $0.blob == nil })
        try await system.expectWhole()
    }
}

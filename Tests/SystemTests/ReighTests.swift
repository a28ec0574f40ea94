import Domain
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

/// An editor of films made of pictures: projects, shots and their timelines, variants, a queue with
/// credits.
@Suite("A video editor") struct ReighTests {
    private let system: SystemStore
    private let pia: Viewer
    private let project: Project

    init() throws {
        system = try SystemStore()
        pia = try system.makePerson("pia@example.com", "Pia")
        let viewer = pia
        project = try system.change(as: viewer) {
            try $0.projects.create(name: "Travel") { $0.aspectRatio = "16:9" }
        }
    }

    private func makePicture(_ seed: Int, _ prompt: String) async throws -> String {
        system.pass(minutes: 1)
        let asset = try await system.put(
            testPicture(seed), at: "image_uploads", "\(pia.userID)/uploads/\(seed).png", of: pia)
        return try system.change(as: pia) { transaction in
            var request = GenerationRequest()
            (request.project, request.asset) = (project.id, asset)
            return try transaction.generations.create(.image, request) {
                $0.prompt = prompt
                $0.toolType = "image-generation"
            }.id
        }
    }

    private func timeline(_ shot: String) throws -> [String] {
        try system.read(as: pia) { reader in
            try reader.entries.list(of: shot).map { placed in
                "\(placed.position.map { "\($0)" } ?? "-") @ \(placed.entry.frame.map { "\($0)" } ?? "-")"
            }
        }
    }

    @Test("puts pictures into shots, evens them out, and says where each is")
    func shots() async throws {
        let pines = try await makePicture(1, "pines")
        let dunes = try await makePicture(2, "dunes")
        let sea = try await makePicture(3, "sea")
        // create_shot_with_image, add_generation_to_shot with a place and without; one is there twice.
        let shot = try system.change(as: pia) { transaction in
            let (shot, _) = try transaction.shots.create(
                in: project.id, name: "Scene 1", from: pines)
            try transaction.entries.add(dunes, to: shot.id)
            try transaction.entries.add(sea, to: shot.id, .frame(75))
            try transaction.entries.add(pines, to: shot.id, .none)
            return shot
        }
        #expect(try timeline(shot.id) == ["0 @ 0", "1 @ 50", "2 @ 75", "- @ -"])
        // shot_data and count_unpositioned_generations follow from the entries.
        try expectPlaces(pines, [shot.id: [0]])
        try expectPlaces(dunes, [shot.id: [50]])
        let statistics = try system.read(as: pia) { try $0.entries.statistics(of: shot.id) }
        #expect(
            (statistics.total, statistics.placed, statistics.unplaced, statistics.videos)
                == (4, 3, 1, 0))

        // fix_timeline_spacing: fifty apart, or closer where they have to end earlier.
        let moves = try system.change(as: pia) { try $0.entries.evenOut(shot.id) }
        #expect(moves.map(\.from) == [75] && moves.map(\.to) == [100])
        try system.change(as: pia) { _ = try $0.entries.evenOut(shot.id, length: 60) }
        #expect(try timeline(shot.id) == ["0 @ 0", "1 @ 30", "2 @ 60", "- @ -"])

        // duplicate_shot, of what is placed; insert_shot_at_position moves the others up.
        let (copy, first) = try system.change(as: pia) { transaction in
            (
                try transaction.shots.duplicate(shot.id, placedOnly: true),
                try transaction.shots.create(in: project.id, name: "Titles", at: 0)
            )
        }
        #expect(copy.name == "Scene 1 (copy)")
        #expect(try timeline(copy.id) == ["0 @ 0", "1 @ 30", "2 @ 60"])
        let shots = try system.read(as: pia) { try $0.shots.all(of: project.id) }
        #expect(shots.map(\.id) == [first.id, shot.id, copy.id])
        #expect(shots.map(\.position) == [0, 1, 2])
        try expectPlaces(dunes, [shot.id: [30], copy.id: [30]])
        // All shots of a project with their entries, in one call.
        let all = try system.read(as: pia) { try $0.entries.list(ofProject: project.id) }
        #expect(all.mapValues(\.count) == [shot.id: 4, copy.id: 3])

        // A drag sends all: one call, all or nothing.
        let entries = try system.read(as: pia) { try $0.entries.list(of: copy.id).map(\.entry.id) }
        try system.change(as: pia) {
            _ = try $0.entries.move(
                [(entries[0], 90), (entries[1], 0), (entries[1], 10)], in: copy.id)
        }
        #expect(try timeline(copy.id) == ["0 @ 10", "1 @ 60", "2 @ 90"])
        #expect(throws: DomainError.notFound(.entries, "nothing")) {
            try system.change(as: pia) {
                try $0.entries.move([(entries[0], 0), ("nothing", 1)], in: copy.id)
            }
        }
        #expect(try timeline(copy.id) == ["0 @ 10", "1 @ 60", "2 @ 90"])
        // A shot takes its entries, the pictures stay.
        try system.change(as: pia) { try $0.shots.delete(copy.id) }
        try expectPlaces(dunes, [shot.id: [30]])
        try await system.expectWhole()
    }

    private func expectPlaces(
        _ generation: String, _ places: [String: [Int]],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try system.read(as: pia) { try $0.entries.places(of: generation) }
        #expect(found == places, sourceLocation: sourceLocation)
    }

    @Test("shows a generation by its primary variant, lineage both ways, parts by their order")
    func relations() async throws {
        let original = try await makePicture(1, "a cat")
        let edit = try await makePicture(2, "a cat with a hat")
        let large = try await system.put(
            testPicture(3), at: "image_uploads", "\(pia.userID)/large.png", of: pia)
        let (upscaled, film, segments) = try system.change(as: pia) { transaction in
            try transaction.generations.setSource(edit, basedOn: original)
            var request = VariantRequest()
            (request.asset, request.choice) = (large, .primary)
            let upscaled = try transaction.variants.add(to: original, "upscaled", request)
            var film = GenerationRequest()
            film.project = project.id
            let parent = try transaction.generations.create(.finalVideo, film)
            film.parent = parent.id
            let segments = try (0..<3).map { _ in
                try transaction.generations.create(.videoClip, film).id
            }
            return (upscaled, parent.id, segments)
        }
        let shown = try system.read(as: pia) { try $0.generations.show(original) }
        #expect(shown.primary?.id == upscaled.id && shown.assetID == large)
        // The gallery: parents only, newest first, by page number with an exact total.
        let page = try system.read(as: pia) { reader in
            var filter = GenerationFilter()
            filter.project = project.id
            return try reader.generations.page(filter, PageRequest(.number(1), limit: 2))
        }
        #expect(page.items.map(\.id) == [film, edit] && page.total == 3)
        try expectGallery([edit, original]) { $0.hasBytes = true }
        try expectGallery([edit]) { $0.isEdit = true }
        try expectGallery([edit]) { $0.prompt = "HAT" }
        try expectGallery([edit, original]) { $0.toolType = "image-generation" }
        // What was made from it, what it was made from, its parts.
        let (derived, sources, parts, badges) = try system.read(as: pia) { reader in
            (
                try reader.generations.derived(from: original).items.map(\.id),
                try reader.generations.ancestors(of: edit).map(\.id),
                try reader.generations.children(of: film).map(\.id),
                try reader.generations.badges(of: [original, film])
            )
        }
        #expect(derived == [edit] && sources == [original] && parts == segments)
        #expect(badges[original]?.variants == 2 && badges[original]?.derived == 1)
        // The primary goes: the youngest one left is shown.
        try system.change(as: pia) { try $0.variants.delete(upscaled.id) }
        let left = try system.read(as: pia) { try $0.generations.show(original) }
        #expect(left.primary?.type == "original" && left.assetID != large)
        #expect(throws: DomainError.cycle(.generations, original)) {
            try system.change(as: pia) { try $0.generations.setSource(original, basedOn: edit) }
        }
        // A parent takes its parts; what was made from something outlives it.
        try system.change(as: pia) { transaction in
            try transaction.generations.delete(film)
            try transaction.generations.delete(original)
        }
        try expectGallery([edit]) { _ in }
        #expect(try system.read(as: pia) { try $0.generations.get(edit).basedOn } == nil)
        try await system.expectWhole()
    }

    private func expectGallery(
        _ wanted: [String], sourceLocation: SourceLocation = #_sourceLocation,
        _ fill: (inout GenerationFilter) -> Void
    ) throws {
        var filter = GenerationFilter()
        filter.project = project.id
        fill(&filter)
        let found = try system.read(as: pia) { [filter] in
            try $0.generations.page(filter).items.map(\.id)
        }
        #expect(found == wanted, sourceLocation: sourceLocation)
    }

    @Test("queues work for shared workers, charges what was done once, and tells why a job waits")
    func queue() async throws {
        try system.change(as: system.owner) { transaction in
            try transaction.taskTypes.set("image-upscale") {
                ($0.outcome, $0.variantType) = (.primaryVariant, "upscaled")
                ($0.charging, $0.billing, $0.price) = (.after, .perSecond, 27_800_000)
            }
            _ = try transaction.workers.register(name: "cloud", id: "cloud-1", isShared: true)
        }
        let picture = try await makePicture(1, "a cat")
        let job = try system.change(as: pia) { transaction in
            var request = JobRequest()
            request.project = project.id
            return try transaction.jobs.enqueue("image-upscale", request) {
                $0.outcomeGenerationID = picture
            }
        }
        #expect(try waiting(job.id) == .credits)
        #expect(try claim() == nil)
        try system.change(as: system.owner) { transaction in
            for _ in 1...2 {
                try transaction.credits.purchase(5_000_000, by: pia.userID, payment: "pi_1")
            }
        }
        #expect(try balance() == 5_000_000)
        #expect(try waiting(job.id) == .ready)
        let held = try #require(try claim())
        system.pass(minutes: 1)
        let outcome = try await system.complete(
            held, as: system.owner,
            [OutputFile(JobOutput(index: 1, asset: nil), .bytes(testPicture(2)))])
        #expect(outcome.variants.count == 1 && outcome.generations == [])
        // 60 seconds at 0.0278; a second completion is the same one.
        #expect(try balance() == 5_000_000 - 1_668_000)
        let again = try await system.complete(held, as: system.owner, [])
        #expect(again == outcome)
        #expect(try balance() == 5_000_000 - 1_668_000)
        let ledger = try system.read(as: pia) { try $0.credits.page().items }
        #expect(ledger.map(\.kind) == [.spend, .purchase])
        #expect(ledger.map(\.jobID) == [job.id, nil])
        let shown = try system.read(as: pia) { try $0.generations.show(picture).primary }
        #expect(shown?.type == "upscaled" && shown?.viewedAt == nil)
        #expect(shown?.sourceJobID == job.id)
        try await system.expectWhole()
    }

    private func waiting(_ job: String) throws -> WaitingReason? {
        try system.read(as: pia) { try $0.jobs.waitingReason(job) }
    }

    private func balance() throws -> Int64 {
        try system.read(as: pia) { try $0.credits.balance() }
    }

    private func claim() throws -> HeldJob? {
        try system.change(as: system.owner) { try $0.jobs.claim("cloud-1") }
    }

    @Test("ends what hangs together, gives lost work back, and runs nothing for ever")
    func orchestration() async throws {
        try system.change(as: system.owner) { transaction in
            try transaction.taskTypes.set("travel-orchestrator") {
                ($0.isSteering, $0.outcome) = (true, .none)
            }
            _ = try transaction.workers.register(name: "cloud", id: "cloud-1", isShared: true)
        }
        let (steering, segment, stitch) = try system.change(as: pia) { transaction in
            let steering = try transaction.jobs.enqueue("travel-orchestrator")
            var request = JobRequest()
            request.parent = steering.id
            let segment = try transaction.jobs.enqueue("travel-segment", request)
            request.dependencies = [segment.id]
            return (steering, segment, try transaction.jobs.enqueue("travel-stitch", request))
        }
        var request = ClaimRequest()
        request.types = ["travel-segment"]
        for attempt in 1...3 {
            let held = try system.change(as: system.owner) { [request] in
                try $0.jobs.claim("cloud-1", request)
            }
            #expect(held?.job.id == segment.id)
            // The worker is not heard of any more.
            system.pass(minutes: 2)
            let lost = try system.change(as: system.owner) { try $0.jobs.expireLeases() }
            #expect(lost == 1)
            let now = try system.read(as: pia) { try $0.jobs.get(segment.id) }
            #expect(now.attempts == attempt)
            #expect(now.status == (attempt < 3 ? .pending : .failed))
        }
        let states = try system.read(as: pia) { reader in
            try [steering, segment, stitch].map { try reader.jobs.get($0.id).status }
        }
        #expect(states == [.failed, .failed, .failed])
        try await system.expectWhole()
    }

    @Test("shares a shot with people without an account, and keeps settings, models and cuts")
    func shelf() async throws {
        let picture = try await makePicture(1, "pines")
        let shot = try system.change(as: pia) {
            try $0.shots.create(in: project.id, name: "Scene 1", from: picture).shot
        }
        let key = try system.change(as: pia) {
            try $0.links.create(.shot, shot.id) { $0.maxViews = 1 }.key
        }
        let link = try system.change(as: .program) { try $0.links.recordView(key: key) }
        #expect(link.targetID == shot.id && link.views == 1)
        #expect(throws: DomainError.linkNotValid) {
            try system.read(as: .program) { try $0.links.find(key: key) }
        }
        // Settings of a tool: the most specific wins.
        let effective = try system.change(as: pia) { transaction in
            try transaction.toolSettings.set(
                "travel", JSONText(#"{"frames":81,"steps":6}"#), at: .project(project.id))
            try transaction.toolSettings.set(
                "travel", JSONText(#"{"steps":8}"#), at: .shot(shot.id))
            return try transaction.toolSettings.effective("travel", at: .shot(shot.id))
        }
        #expect(effective.text == #"{"frames":81,"steps":8}"#)
        // Own models and public ones; a cut that two windows write.
        let noor = try system.makePerson("noor@example.com", "Noor")
        try system.change(as: noor) {
            _ = try $0.models.upsert("film-lora") { ($0.name, $0.isPublic) = ("Film", true) }
        }
        let visible = try system.read(as: pia) { reader in
            (try reader.models.page().items.count, try reader.models.publicPage().items.map(\.key))
        }
        #expect(visible.0 == 0 && visible.1 == ["film-lora"])
        let cut = try system.change(as: pia) { transaction in
            let cut = try transaction.documents.create(
                "timeline", name: "Cut", body: JSONText(#"{"tracks":[]}"#), project: project.id)
            return try transaction.documents.write(cut.id, version: 1) {
                $0.body = try JSONText(#"{"tracks":[1]}"#)
            }
        }
        #expect(throws: DomainError.staleVersion(.documents, cut.id, current: 2)) {
            try system.change(as: pia) { try $0.documents.write(cut.id, version: 1) { _ in } }
        }
        // Training data, in milliseconds.
        let segments = try system.change(as: pia) { transaction in
            let batch = try transaction.training.createBatch(name: "Walks")
            let item = try transaction.training.addItem(
                to: batch.id, name: "walk.mp4", asset: nil, durationMilliseconds: 5000)
            try transaction.training.addSegment(to: item.id, from: 1000, to: 4000)
            return try transaction.training.segments(of: item.id)
        }
        #expect(segments.map(\.start) == [1000] && segments.map(\.end) == [4000])
        // The project goes with everything in it, and comes back with it.
        try system.change(as: pia) { try $0.projects.delete(project.id) }
        #expect(try system.read(as: pia) { try $0.generations.page().items } == [])
        try system.change(as: pia) { _ = try $0.projects.restore(project.id) }
        #expect(try timeline(shot.id) == ["0 @ 0"])
        try await system.expectWhole()
    }
}

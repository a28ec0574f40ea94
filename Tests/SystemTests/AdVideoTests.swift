import Domain
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

/// A generator of ads: pictures, a mood board, clips, a film, and what each call cost.
@Suite("An ad-video generator") struct AdVideoTests {
    private let system: SystemStore
    private let otto: Viewer

    init() throws {
        system = try SystemStore()
        otto = try system.makePerson("demo@example.com", "Demo User")
    }

    private func begin() throws -> Session {
        try system.change(as: otto) { transaction in
            let session = try transaction.sessions.create(.ad, title: "Pink tennis shoes")
            try transaction.sessions.editBrief(of: session.id) {
                $0.category = .footwear
                $0.productPrompt = "pink tennis shoes"
                $0.seed = "789456"
                $0.styleKeywords = ["bold", "wet light"]
                ($0.productName, $0.callToAction) = ("Ridge", "Go further")
                ($0.textColor, $0.textFont) = ("#ff8800", "Inter")
                ($0.hasMusic, $0.musicGenre) = (true, "upbeat")
                ($0.estimatedCost, $0.alertCost) = (2_500_000, 10_000_000)
            }
            return session
        }
    }

    private func move(_ session: Session, to states: SessionStatus...) throws {
        system.pass(minutes: 1)
        try system.change(as: otto) { transaction in
            for state in states { try transaction.sessions.move(session.id, to: state) }
        }
    }

    /// One job whose files are handed in.
    private func make(
        _ kind: Generation.Kind, _ type: String, in session: Session, _ files: [[UInt8]]
    ) async throws -> [String] {
        try system.change(as: otto) { transaction in
            var request = JobRequest()
            request.session = session.id
            _ = try transaction.jobs.enqueue(type, request) { $0.wanted = files.count }
        }
        let held = try system.claim(type, as: otto, worker: "otto-api")
        let outputs = files.enumerated().map { place, bytes in
            OutputFile(
                JobOutput(index: place + 1, asset: nil, kind: kind), .bytes(bytes),
                named: kind == .image ? "shot.png" : "clip.mp4")
        }
        return try await system.complete(held, as: otto, outputs).generations
    }

    private func addCost(
        _ amount: Int64, _ category: Cost.Category, _ provider: String, session: String? = nil,
        generation: String? = nil, latency: Int64? = nil, error: String? = nil,
        currency: String = "USD"
    ) throws -> Cost {
        try system.change(as: otto) { transaction in
            var target = CostTarget()
            (target.session, target.generation) = (session, generation)
            return try transaction.costs.add(target) {
                ($0.amount, $0.category, $0.provider) = (amount, category, provider)
                ($0.latencyMilliseconds, $0.currency) = (latency, currency)
                ($0.isSuccess, $0.error) = (error == nil, error)
            }
        }
    }

    @Test("goes from a session to a film, and its four queries are answered")
    func flow() async throws {
        let session = try begin()
        try move(session, to: .prompting, .generatingImages)
        let images = try await make(
            .image, "product-image", in: session, (0..<4).map { testPicture($0) })
        try system.change(as: otto) { transaction in
            for (id, view) in zip(images, ["front", "side", "back", "detail"]) {
                try transaction.generations.edit(id) { ($0.viewType, $0.seed) = (view, "789456") }
            }
        }
        try move(session, to: .reviewingImages)

        // The mood board: what was chosen, in its own order; one truth.
        try system.change(as: otto) { transaction in
            for id in [images[2], images[0]] {
                try transaction.generations.edit(id) { $0.review = .approved }
            }
            try transaction.generations.select([images[2], images[0]], of: session.id)
        }
        #expect(try board(session) == [images[2], images[0]])
        // A picture of another session is refused, and nothing is changed.
        let stray = try system.change(as: otto) { try $0.generations.create(.image).id }
        #expect(throws: DomainError.notFound(.generations, stray)) {
            try system.change(as: otto) {
                try $0.generations.select([images[1], stray], of: session.id)
            }
        }
        #expect(try board(session) == [images[2], images[0]])

        try move(session, to: .generatingVideos)
        let clips = try await make(
            .videoClip, "product-clip", in: session, [testVideo(1), testVideo(2)])
        try system.change(as: otto) { transaction in
            for (clip, image) in zip(clips, [images[2], images[0]]) {
                try transaction.generations.setSource(clip, basedOn: image)
                try transaction.generations.edit(clip) {
                    ($0.scenePrompt, $0.cameraMovement) = ("the camera follows", "pan")
                    ($0.durationMilliseconds, $0.fps) = (3000, 24)
                }
            }
        }
        try expectActive([(session.id, 4, 2)])
        try move(session, to: .reviewingVideos, .composing)
        // Composing fails, and goes on from where it failed.
        try move(session, to: .failed)
        try move(session, to: .composing)
        let film = try await make(.finalVideo, "compose", in: session, [testVideo(3)])[0]
        try system.change(as: otto) { transaction in
            // The order of the clips is the film's, not the board's.
            for (order, clip) in clips.reversed().enumerated() {
                try transaction.generations.move(clip, below: film, order: order)
            }
        }
        try move(session, to: .completed)

        // The session with all its assets, by kind; a list that has none is empty.
        try expectAssets(session, [.image: images, .videoClip: clips, .finalVideo: [film]])
        try expectAssets(
            try system.change(as: otto) { try $0.sessions.create(.ad) }, [:])
        let parts = try system.read(as: otto) { try $0.generations.children(of: film) }
        #expect(parts.map(\.id) == [clips[1], clips[0]])
        let brief = try system.read(as: otto) { try $0.sessions.brief(of: session.id) }
        #expect(brief?.styleKeywords == ["bold", "wet light"])
        // Completed is the end; it is not active any more.
        #expect(
            throws: DomainError.wrongState(
                .sessions, session.id, state: "completed", allowed: [])
        ) {
            try system.change(as: otto) { try $0.sessions.move(session.id, to: .prompting) }
        }
        try await system.expectWhole()
    }

    private func board(_ session: Session) throws -> [String] {
        try system.read(as: otto) { try $0.generations.moodBoard(of: session.id).map(\.id) }
    }

    private func expectAssets(
        _ session: Session, _ wanted: [Generation.Kind: [String]],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let all = try system.read(as: otto) { reader in
            try reader.generations.outputs(ofSession: session.id)
        }
        for kind in [Generation.Kind.image, .videoClip, .finalVideo] {
            let found = all.filter { $0.kind == kind }.map(\.id)
            #expect(found == wanted[kind] ?? [], "\(kind)", sourceLocation: sourceLocation)
        }
    }

    /// Sessions that are not completed with their counts, last changed first.
    private func expectActive(
        _ wanted: [(id: String, images: Int, clips: Int)],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var filter = SessionFilter()
        filter.workflow = .ad
        filter.statuses = SessionStatus.allCases.filter { $0 != .completed }
        let found = try system.read(as: otto) { [filter] reader in
            let page = try reader.sessions.page(filter)
            let summaries = try reader.sessions.summaries(of: page.items.map(\.id))
            return page.items.map { ($0.id, summaries[$0.id] ?? SessionSummary()) }
        }
        #expect(found.map(\.0) == wanted.map(\.id), sourceLocation: sourceLocation)
        #expect(
            found.map { $0.1.counts[.image] ?? 0 } == wanted.map(\.images),
            sourceLocation: sourceLocation)
        #expect(
            found.map { $0.1.counts[.videoClip] ?? 0 } == wanted.map(\.clips),
            sourceLocation: sourceLocation)
    }

    @Test("adds costs up by category and provider, dearest first, and stays right whatever happens")
    func costs() async throws {
        let session = try begin()
        try move(session, to: .prompting, .generatingImages)
        let images = try await make(
            .image, "product-image", in: session, (0..<2).map { testPicture($0) })
        _ = try addCost(12_300, .llm, "openai", session: session.id, latency: 900)
        for (image, latency) in zip(images, [Int64(4000), 5001]) {
            _ = try addCost(
                50_000, .imageGeneration, "replicate", generation: image, latency: latency)
        }
        let failed = try addCost(
            500_000, .videoGeneration, "replicate", session: session.id, error: "busy")
        _ = try addCost(70_000, .storage, "hetzner", session: session.id, currency: "EUR")
        try expectCosts(
            session,
            [
                "video_generation replicate USD 1 500000 -",
                "image_generation replicate USD 2 100000 4501",
                "storage hetzner EUR 1 70000 -", "llm openai USD 1 12300 900",
            ], ["USD": 612_300, "EUR": 70_000])
        // A cost survives its picture; the total follows deletion and moving.
        try system.change(as: otto) { try $0.generations.delete(images[0]) }
        try expectTotals(session, ["USD": 612_300, "EUR": 70_000])
        try system.change(as: otto) { _ = try $0.costs.move(failed.id, to: nil) }
        try expectTotals(session, ["USD": 112_300, "EUR": 70_000])
        let other = try begin()
        try system.change(as: otto) { _ = try $0.costs.move(failed.id, to: other.id) }
        try expectTotals(other, ["USD": 500_000])
        try system.change(as: otto) { try $0.costs.delete(failed.id) }
        try expectTotals(other, [:])
        try await system.expectWhole()
    }

    private func filter(_ session: Session) -> CostFilter {
        var filter = CostFilter()
        filter.session = session.id
        return filter
    }

    private func expectTotals(
        _ session: Session, _ totals: [String: Int64],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try system.read(as: otto) { try $0.costs.totals(filter(session)) }
        #expect(found == totals, sourceLocation: sourceLocation)
    }

    private func expectCosts(
        _ session: Session, _ groups: [String], _ totals: [String: Int64]
    ) throws {
        let found = try system.read(as: otto) { try $0.costs.breakdown(filter(session)) }
        let lines = found.map { group in
            let latency = group.meanLatencyMilliseconds.map { "\($0)" } ?? "-"
            return "\(group.category.rawValue) \(group.provider) \(group.currency) "
                + "\(group.calls) \(group.amount) \(latency)"
        }
        #expect(lines == groups)
        try expectTotals(session, totals)
    }

    @Test("says how far it is to whoever connects, and knows who listens")
    func progress() async throws {
        let session = try begin()
        let tabs = try system.change(as: otto) { transaction in
            try (1...2).map {
                try transaction.connections.add(
                    session: session.id, address: "192.0.2.7", agent: "tab \($0)")
            }
        }
        let before = try system.read(as: otto) { try $0.events.newest() }
        try move(session, to: .prompting)
        try system.change(as: otto) { transaction in
            for percent in [10, 35] {
                try transaction.sessions.setProgress(
                    session.id, stage: "image_gen", percent: percent, message: "\(percent) %")
            }
        }
        var filter = EventFilter()
        filter.session = session.id
        let heard = try system.read(as: otto) { [filter] in
            try $0.events.after(before, filter).events
        }
        #expect(heard.map(\.changed).allSatisfy { $0.contains("updated_at") || !$0.isEmpty })
        #expect(heard.map(\.rowID) == [session.id, session.id, session.id])
        let now = try system.read(as: otto) { try $0.sessions.get(session.id) }
        #expect((now.stage, now.progress, now.message) == ("image_gen", 35, "35 %"))
        system.pass(minutes: 1)
        try system.change(as: otto) { transaction in
            try transaction.connections.heartbeat(tabs[0].id)
            try transaction.connections.close(tabs[1].id)
        }
        let open = try system.read(as: otto) { try $0.connections.open(of: session.id) }
        #expect(open.map(\.agent) == ["tab 1"])
        #expect(open.map(\.lastHeartbeatAt) == [system.clock.now])
        // The whole session goes with everything in it, and what was made of what.
        try system.change(as: otto) { try $0.sessions.delete(session.id) }
        #expect(try system.read(as: otto) { try $0.sessions.page().items } == [])
        try await system.expectWhole()
    }
}

import Catalog
import Domain
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

/// A generator of pictures for scenes: sessions, reference pictures, jobs of several shots.
@Suite("A shot-image generator") struct ShotImagesTests {
    private let system: SystemStore
    private let ines: Viewer

    init() throws {
        system = try SystemStore()
        ines = try system.makePerson("ines@example.com", "Ines")
    }

    private static let parameters = """
        {"camera_angle":"low angle","lighting":"golden hour","location":"harbour",\
        "shot_type":"wide shot","style":"cinematic","weather":"haze"}
        """

    private func reference(_ seed: Int, _ name: String) async throws -> String {
        system.pass(minutes: 1)
        let time = system.clock.now
        return try await system.put(
            testPicture(seed), at: "video-gen-image-bucket",
            "uploads/\(ines.userID)/\(time)_\(name)", of: ines)
    }

    private func enqueue(
        _ prompt: String, in session: String, references: [String], wanted: Int
    ) throws -> Job {
        try system.change(as: ines) { transaction in
            var request = JobRequest()
            request.session = session
            request.references = references.map { JobReference(asset: $0) }
            return try transaction.jobs.enqueue("image", request) {
                $0.prompt = prompt
                $0.generatedPrompt = prompt + ", 35 mm"
                $0.aspectRatio = "16:9"
                $0.wanted = wanted
                $0.parameters = try JSONText(ShotImagesTests.parameters)
            }
        }
    }

    @Test("goes from a session by jobs to pictures, and its four queries are answered")
    func flow() async throws {
        let session = try system.change(as: ines) {
            try $0.sessions.create(.images, title: "Harbour at dusk")
        }
        let lamp = try await reference(1, "lamp.png")
        let pier = try await reference(2, "pier.png")
        let wide = try enqueue("the harbour", in: session.id, references: [lamp, pier], wanted: 3)
        let near = try enqueue("the lamp", in: session.id, references: [lamp], wanted: 1)
        #expect(wide.status == .pending && wide.pending == 3)

        // Pending, processing, completed: two of three shots came.
        system.pass(minutes: 1)
        let held = try system.claim("image", as: ines, worker: "studio")
        #expect(held.job.id == wide.id && held.job.status == .processing)
        #expect(held.references.map(\.assetID) == [lamp, pier])
        system.pass(minutes: 1)
        let time = system.clock.now
        let completion = try await system.complete(
            held, as: ines,
            [
                OutputFile(JobOutput(index: 1, asset: nil), .bytes(testPicture(11))),
                OutputFile(JobOutput(index: 2, asset: nil), .bytes(testPicture(12))),
            ], failures: ["the third was blocked by a filter"])
        #expect(completion.job.status == .completed)
        #expect((completion.job.received, completion.job.failed) == (2, 1))

        // All images in a session, by index, then age.
        let images = try system.read(as: ines) { reader in
            let outputs = try reader.generations.outputs(ofSession: session.id)
            return try reader.generations.shown(outputs)
        }
        #expect(images.map(\.generation.index) == [1, 2])
        #expect(images.map(\.generation.jobID) == [wide.id, wide.id])
        #expect(
            try images.map { try system.place(of: $0.assetID) } == [
                "generated/\(wide.id)/1_\(time).png", "generated/\(wide.id)/2_\(time).png",
            ])

        // A person's sessions with thumbnails: that of the earliest picture.
        system.pass(minutes: 1)
        let other = try system.change(as: ines) {
            try $0.sessions.create(.images, title: "Dunes")
        }
        try expectSessions([(other.id, nil, 0), (session.id, images[0].assetID, 2)])

        // A new picture moves its session up.
        system.pass(minutes: 1)
        let second = try system.claim("image", as: ines, worker: "studio")
        #expect(second.job.id == near.id)
        _ = try await system.complete(
            second, as: ines, [OutputFile(JobOutput(index: 1, asset: nil), .bytes(testPicture(13)))]
        )
        try expectSessions([(session.id, images[0].assetID, 3), (other.id, nil, 0)])

        // A job with its settings; one without references has none, and no empty one.
        let fog = try enqueue("the fog", in: session.id, references: [], wanted: 1)
        let (job, references, none) = try system.read(as: ines) { reader in
            (
                try reader.jobs.get(wide.id), try reader.jobs.references(of: wide.id),
                try reader.jobs.references(of: fog.id)
            )
        }
        #expect(job.parameters.text == ShotImagesTests.parameters)
        #expect(job.generatedPrompt == "the harbour, 35 mm")
        #expect(references.map(\.assetID) == [lamp, pier])
        #expect(none == [])

        // A person's reference pictures, newest first.
        var filter = AssetFilter()
        filter.bucket = "video-gen-image-bucket"
        filter.prefix = "uploads/\(ines.userID)/"
        filter.since = 0
        let uploads = try system.library.list(filter, after: nil, limit: 10)
        #expect(uploads.map(\.asset.id) == [pier, lamp])
        try await system.expectWhole()
    }

    /// Session, thumbnail, count; last changed first.
    private func expectSessions(
        _ wanted: [(id: String, thumbnail: String?, count: Int)],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try system.read(as: ines) { reader in
            let page = try reader.sessions.page()
            let summaries = try reader.sessions.summaries(of: page.items.map(\.id))
            return page.items.map { ($0.id, summaries[$0.id]) }
        }
        #expect(found.map(\.0) == wanted.map(\.id), sourceLocation: sourceLocation)
        #expect(
            found.map { $0.1?.thumbnail } == wanted.map(\.thumbnail),
            sourceLocation: sourceLocation)
        #expect(found.map { $0.1?.total } == wanted.map(\.count), sourceLocation: sourceLocation)
    }

    @Test("keeps thumbnail and count true through deletion, moving and the bin")
    func drift() async throws {
        let session = try system.change(as: ines) { try $0.sessions.create(.images) }
        let job = try enqueue("the harbour", in: session.id, references: [], wanted: 2)
        let held = try system.claim("image", as: ines, worker: "studio")
        #expect(held.job.id == job.id)
        let completion = try await system.complete(
            held, as: ines,
            (1...2).map {
                OutputFile(JobOutput(index: $0, asset: nil), .bytes(testPicture($0)))
            })
        let assets = try system.read(as: ines) { reader in
            try completion.generations.map { try reader.generations.show($0).assetID }
        }
        try expectSessions([(session.id, assets[0], 2)])
        try system.change(as: ines) { try $0.generations.delete(completion.generations[0]) }
        try expectSessions([(session.id, assets[1], 1)])
        try system.change(as: ines) {
            _ = try $0.generations.restore(completion.generations[0])
        }
        try expectSessions([(session.id, assets[0], 2)])
        // The file itself goes to the bin, and comes back.
        _ = try await system.library.deleted([#require(assets[0])])
        try expectSessions([(session.id, assets[1], 1)])
        #expect(
            try system.read(as: ines) { try $0.generations.page().items.map(\.id) }
                == [completion.generations[1]])
        _ = try await system.library.undeleted([#require(assets[0])])
        try expectSessions([(session.id, assets[0], 2)])
        // A reference belongs to a job once.
        let photo = try await reference(3, "photo.png")
        #expect(throws: DomainError.invalid(.references, .repeated(photo))) {
            try enqueue("twice", in: session.id, references: [photo, photo], wanted: 1)
        }
        // The session goes, its pictures stay without one.
        try system.change(as: ines) { try $0.sessions.delete(session.id) }
        let left = try system.read(as: ines) { try $0.generations.page().items }
        #expect(left.count == 2 && left.allSatisfy { $0.sessionID == nil })
        try await system.expectWhole()
    }
}

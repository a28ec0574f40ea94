import Catalog
import Domain
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing

/// A client of a picture service: accounts by its sign-in, prompts, panels of pictures with the service's
/// own ids, captions.
@Suite("A client of a picture service") struct ImageFXTests {
    private let system: SystemStore
    private let mika: Viewer

    init() throws {
        system = try SystemStore()
        mika = try system.makePerson("Mika@Example.com", "Mika")
    }

    private static let landscape = "IMAGE_ASPECT_RATIO_LANDSCAPE"

    /// Asks for pictures and hands in what the service answers, with its seeds and ids.
    private func generate(
        _ prompt: String, _ answers: [(media: String, seed: String)]
    ) async throws -> JobCompletion {
        system.pass(minutes: 1)
        try system.change(as: mika) { transaction in
            _ = try transaction.jobs.enqueue("imagefx") {
                $0.prompt = prompt
                $0.seed = "0"
                $0.wanted = answers.count
                $0.model = "IMAGEN_3_5"
                $0.aspectRatio = ImageFXTests.landscape
                $0.workflowID = "workflow-1"
            }
        }
        let held = try system.claim("imagefx", as: mika, worker: "mika-laptop")
        let files = answers.enumerated().map { place, answer in
            var output = JobOutput(index: place + 1, asset: nil)
            output.externalID = answer.media
            output.seed = answer.seed
            return OutputFile(output, .bytes(testPicture(prompt.count * 8 + place)))
        }
        return try await system.complete(held, as: mika, files)
    }

    @Test("signs people in by address without case, and keeps cookie and token secret")
    func accounts() throws {
        let again = try system.change(as: system.owner) {
            try $0.users.upsert(
                email: "mika@example.COM", name: "Mika K.", imageURL: "https://example.com/m.png")
        }
        #expect(again.id == mika.userID && again.name == "Mika K.")
        let cookie = Array("NID=a-live-cookie".utf8)
        try system.change(as: mika) { _ = try $0.credentials.set("google_cookie", cookie) }
        #expect(try system.read(as: mika) { try $0.credentials.secret("google_cookie") } == cookie)
        let ends = system.clock.now + 3_600_000
        let issued = try system.change(as: mika) {
            try $0.accessTokens.issue(.login, name: "browser", scopes: [.read], expiresAt: ends)
        }
        let events = try system.read(as: system.owner) { try $0.events.after(0, limit: 1000) }
        for event in events.events {
            #expect(!event.content.contains("a-live-cookie"))
            #expect(!event.content.contains(issued.secret))
        }
        #expect(try authenticates(issued.secret))
        // Expired sessions count for nothing at once, and are cleaned up.
        system.pass(minutes: 61)
        #expect(try !authenticates(issued.secret))
        let removed = try system.change(as: system.owner) {
            try $0.housekeeping.apply(.expiredTokens, RetentionAge(days: 0))
        }
        #expect(removed == 1)
    }

    private func authenticates(_ secret: String) throws -> Bool {
        try system.read(as: .program) { try $0.accessTokens.authenticate(secret) } != nil
    }

    @Test("goes from prompts to pictures and captions, and its queries are answered")
    func flow() async throws {
        let first = try await generate(
            "a lighthouse", [("media-1", "18446744073709551615"), ("media-2", "7")])
        _ = try await generate("a lighthouse in flat colours", [("media-3", "1234567890123")])

        // Recent pictures with their prompts, newest first.
        try expectRecent([
            ("media-3", "a lighthouse in flat colours", "1234567890123"),
            ("media-2", "a lighthouse", "7"),
            ("media-1", "a lighthouse", "18446744073709551615"),
        ])
        // The history of prompts.
        let history = try system.read(as: mika) {
            try $0.jobs.page(JobFilter(), PageRequest(.start, limit: 20)).items
        }
        #expect(history.map(\.prompt) == ["a lighthouse in flat colours", "a lighthouse"])
        #expect(history.map(\.wanted) == [1, 2])
        #expect(Set(history.map(\.model)) == ["IMAGEN_3_5"])
        #expect(Set(history.map(\.aspectRatio)) == [ImageFXTests.landscape])

        // One by the service's id; saved already is refused by its name, also in one's own words.
        let found = try system.read(as: mika) { try $0.generations.find(externalID: "media-2") }
        #expect(found?.seed == "7")
        #expect(throws: DomainError.taken(.generations, .externalID, "media-2")) {
            try system.change(as: mika) {
                try $0.generations.create(.image) { $0.externalID = "media-2" }
            }
        }
        // Somebody else may have the same.
        let other = try system.makePerson("noor@example.com", "Noor")
        try system.change(as: other) {
            _ = try $0.generations.create(.image) { $0.externalID = "media-2" }
        }

        // Several captions of one picture, in whatever case the service writes its type.
        let asset = try #require(
            try system.read(as: mika) { try $0.generations.show(first.generations[0]).assetID })
        try system.change(as: mika) { transaction in
            for (text, type, id) in [
                ("a tower by the sea", "PNG", "caption-1"), ("a tower", "png", "caption-2"),
            ] {
                try transaction.captions.add(text, type: type, asset: asset, externalID: id)
            }
        }
        let captions = try system.read(as: mika) { try $0.captions.page(asset: asset).items }
        #expect(captions.map(\.text) == ["a tower", "a tower by the sea"])
        #expect(captions.map(\.imageType) == [.png, .png])

        // A prompt that is deleted takes no picture along.
        try system.change(as: mika) { try $0.jobs.delete(first.job.id) }
        try expectRecent([
            ("media-3", "a lighthouse in flat colours", "1234567890123"),
            ("media-2", "a lighthouse", "7"),
            ("media-1", "a lighthouse", "18446744073709551615"),
        ])
        #expect(try system.read(as: mika) { try $0.jobs.page().items.count } == 1)
        try await system.expectWhole()
    }

    private func expectRecent(
        _ wanted: [(media: String, prompt: String, seed: String)],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let recent = try system.read(as: mika) {
            try $0.generations.page(GenerationFilter(), PageRequest(.start, limit: 10)).items
        }
        #expect(recent.map(\.externalID) == wanted.map(\.media), sourceLocation: sourceLocation)
        #expect(recent.map(\.prompt) == wanted.map(\.prompt), sourceLocation: sourceLocation)
        #expect(recent.map(\.seed) == wanted.map(\.seed), sourceLocation: sourceLocation)
        #expect(Set(recent.map(\.model)) == ["IMAGEN_3_5"], sourceLocation: sourceLocation)
        #expect(
            Set(recent.map(\.aspectRatio)) == [ImageFXTests.landscape],
            sourceLocation: sourceLocation)
    }

    @Test("archives pictures after ninety days, and takes them along with the account")
    func archive() async throws {
        let made = try await generate("old", [("media-1", "1")])
        system.pass(minutes: 91 * 24 * 60)
        _ = try await generate("new", [("media-2", "2")])
        let archived = try system.change(as: system.owner) {
            try $0.housekeeping.apply(.oldGenerations, RetentionAge(days: 90))
        }
        #expect(archived == 1)
        let shown = try system.read(as: mika) { try $0.generations.page().items }
        #expect(shown.map(\.externalID) == ["media-2"])
        var filter = GenerationFilter()
        filter.isArchived = true
        let old = try system.read(as: mika) { [filter] in try $0.generations.page(filter).items }
        #expect(old.map(\.id) == made.generations)
        try system.change(as: system.owner) { try $0.users.delete(mika.userID) }
        let left = try system.read(as: .program) { reader in
            try reader.find(Generation.self, made.generations[0])
        }
        #expect(left == nil)
        try await system.expectWhole()
    }
}

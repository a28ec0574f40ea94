import Catalog
import Domain
import StillStoreCore
import TestSupport
import Testing

/// Something in nearly every table of the domain, of the store's owner and of Ann.
struct RichDomain {
    let owner: Viewer
    let ann: Viewer
    let project, session, shot, generation, part, album, link, document: String
    let done, waiting: String

    /// - Parameter assets: four, without a user.
    static func fill(_ library: Library, _ assets: [String]) throws -> RichDomain {
        let domain = library.domain
        let owner = try domain.viewer()
        let ann = try domain.change(as: owner) { transaction in
            let ann = try transaction.users.create(email: "ann@example.com", name: "Ann")
            try transaction.credits.grant(5_000_000, to: ann.id, note: "welcome")
            try transaction.taskTypes.set("paint") {
                $0.charging = .after
                $0.price = 1_000_000
            }
            try transaction.buckets.set("public", .public)
            return ann.viewer
        }
        try domain.change(as: ann) { try accounts($0) }
        let (project, session) = try domain.change(as: owner) { transaction in
            let project = try transaction.projects.create(name: "Film \u{1F3AC} \"é\"")
            let session = try transaction.sessions.create(
                .ad, project: project.id, source: assets[0])
            try transaction.sessions.editBrief(of: session.id) { $0.productName = "Shoe" }
            return (project.id, session.id)
        }
        let (done, waiting) = try jobs(library, owner, session, assets)
        let made = try domain.change(as: owner) {
            try generations($0, project, session, assets)
        }
        let kept = try domain.change(as: owner) { try shelf($0, made.generation, assets) }
        return RichDomain(
            owner: owner, ann: ann, project: project, session: session, shot: made.shot,
            generation: made.generation, part: made.part, album: kept.album, link: kept.link,
            document: kept.document, done: done, waiting: waiting)
    }

    private static func accounts(_ transaction: DomainTransaction) throws {
        _ = try transaction.accessTokens.issue(.api, name: "script", scopes: [.read])
        try transaction.credentials.set("runpod_api_key", Array("secret".utf8))
        _ = try transaction.once(key: "k", request: [1]) { try JSONText(#"{"a":1}"#) }
        let project = try transaction.projects.create(name: "Ann's")
        try transaction.toolSettings.set(
            "timeline", JSONText(#"{"zoom":2.5}"#), at: .project(project.id))
        try transaction.settings.edit { $0.steps = 40 }
        try transaction.generations.create(.audio)
    }

    private static func jobs(
        _ library: Library, _ owner: Viewer, _ session: String, _ assets: [String]
    ) throws -> (done: String, waiting: String) {
        let held = try library.domain.change(as: owner) { transaction in
            var request = JobRequest()
            request.session = session
            request.references = [JobReference(asset: assets[1])]
            let first = try transaction.jobs.enqueue("paint", request) {
                $0.prompt = "a cat"
                $0.seed = "18446744073709551615"
            }
            request.dependencies = [first.id]
            request.references = []
            let second = try transaction.jobs.enqueue("paint", request)
            let worker = try transaction.workers.register(name: "gpu-1", isShared: true)
            try transaction.credits.grant(1_000_000, to: owner.userID, note: nil)
            let held = try #require(try transaction.jobs.claim(worker.id))
            return (held, second.id)
        }
        try library.domain.change(as: owner) {
            _ = try $0.jobs.complete(
                held.0.job.id, lease: held.0.lease,
                outputs: [JobOutput(index: 1, asset: assets[2])], failures: ["one was black"])
        }
        return (held.0.job.id, held.1)
    }

    private static func generations(
        _ transaction: DomainTransaction, _ project: String, _ session: String,
        _ assets: [String]
    ) throws -> (generation: String, part: String, shot: String) {
        var request = GenerationRequest()
        request.project = project
        request.session = session
        request.asset = assets[0]
        request.name = "Poster"
        let generation = try transaction.generations.create(.image, request) {
            $0.guidance = 7.25
        }
        var variant = VariantRequest()
        variant.asset = assets[3]
        try transaction.variants.add(to: generation.id, "upscaled", variant) {
            $0.params = try JSONText(#"{"factor":2}"#)
        }
        var child = GenerationRequest()
        child.parent = generation.id
        let part = try transaction.generations.create(.videoClip, child)
        var derived = GenerationRequest()
        derived.basedOn = generation.id
        derived.project = project
        let other = try transaction.generations.create(.image, derived)
        let shot = try transaction.shots.create(in: project, name: "Opening")
        try transaction.entries.add(generation.id, to: shot.id)
        try transaction.entries.add(other.id, to: shot.id)
        var target = CostTarget()
        target.generation = generation.id
        try transaction.costs.add(target) { ($0.provider, $0.amount) = ("p", 5) }
        derived.basedOn = other.id
        try transaction.generations.create(.image, derived)
        try transaction.generations.delete(other.id)
        return (generation.id, part.id, shot.id)
    }

    private static func shelf(
        _ transaction: DomainTransaction, _ generation: String, _ assets: [String]
    ) throws -> (album: String, link: String, document: String) {
        let album = try transaction.albums.create(name: "Best")
        try transaction.albums.add([assets[0], assets[1]], to: album.id)
        _ = try transaction.albums.setCover(album.id, assets[2])
        let link = try transaction.links.create(.generation, generation)
        try transaction.tags.add("Cats", to: assets[0])
        try transaction.tags.mark(assets[0]) { $0.rating = 5 }
        try transaction.captions.add("a cat", type: "png", asset: assets[0])
        try transaction.models.upsert("sdxl") { ($0.name, $0.assetID) = ("SDXL", assets[3]) }
        try transaction.templates.create(name: "Cat", prompt: "a cat, {color}")
        let document = try transaction.documents.create(
            "timeline", name: "Cut", body: JSONText(#"{"a": 1}"#))
        try transaction.documents.addCheckpoint(to: document.id, label: "first")
        try transaction.documents.write(document.id, version: 1) {
            $0.body = try JSONText(#"{"a": 2}"#)
        }
        let batch = try transaction.training.createBatch(name: "Cats")
        let item = try transaction.training.addItem(
            to: batch.id, name: "cat.mp4", asset: assets[1], durationMilliseconds: 5000)
        try transaction.training.addSegment(to: item.id, from: 0, to: 4000)
        try transaction.connections.add(session: nil, address: "127.0.0.1", agent: "test")
        return (album.id, link.link.id, document.id)
    }
}

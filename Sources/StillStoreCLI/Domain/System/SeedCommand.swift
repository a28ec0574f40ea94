import ArgumentParser
import Catalog
import ContentStore
import Domain
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct SeedCommand: DomainCommand {
    static let configuration: CommandConfiguration = .example(
        "seed", "Make a demo user with a few pictures, a project, a session and an album.",
        "seed", more: "Again, it changes nothing. 'users delete demo@example.com' removes it.")

    static let address = "demo@example.com"

    @OptionGroup var domain: DomainOptions

    func run() async throws {
        let library = try domain.store.open { $0.createsIfMissing = true }
        defer { library.close() }
        let viewer = try domain.viewer(in: library)
        let demo = try library.domain.change(as: viewer) { transaction in
            try transaction.users.find(email: Self.address)
                ?? transaction.users.create(email: Self.address, name: "Demo")
        }
        var assets: [String] = []
        for number in 0..<4 { assets.append(try await put(number, for: demo, library)) }
        let seed = try library.domain.change(as: viewer) { transaction in
            try DemoData(transaction.acting(as: demo.viewer), transaction, demo, assets).make()
        }
        if domain.store.json { return Console.json(seed) }
        Console.result(Details(of: seed).text)
    }

    /// - Returns: the asset's id.
    private func put(_ number: Int, for user: User, _ library: Library) async throws -> String {
        let path = try BucketPath(
            bucket: Array("demo".utf8), path: Array("waves/\(number + 1).png".utf8),
            limits: library.limits.name)
        var placement = IngestRequest.Placement()
        placement.userID = user.id
        placement.origin = .generated
        let item = try await Uploads(library).put(
            .bytes(encode(DemoPicture.pixels(number), as: .png, quality: 0)), at: path, placement,
            keepsUndecodable: false)
        if case .failed(let failure) = item.outcome { throw PictureFailure(failure: failure) }
        guard let id = item.assetID else {
            throw UsageError("\(path.text) is another's picture: use another store")
        }
        return id
    }
}

/// Pictures that are drawn, so that the program needs no files of its own.
private enum DemoPicture {
    static func pixels(_ number: Int) -> DisplayPixels {
        let (width, height) = (480, 320)
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                let wave = sin(Double(x) / 40 + Double(number)) * 30 + sin(Double(y) / 25) * 20
                let level = (Double(y) + wave) / Double(height)
                samples.append(UInt8(max(0, min(255, 40 + 150 * level + 12 * Double(number)))))
                samples.append(UInt8(max(0, min(255, 110 + 90 * (1 - level)))))
                samples.append(UInt8(max(0, min(255, 150 + 80 * sin(level * 3)))))
            }
        }
        return DisplayPixels(width: width, height: height, channels: 3, samples: samples)
    }
}

/// A small set of data of everything that people have.
private struct DemoData {
    let user: DomainTransaction
    let admin: DomainTransaction
    let demo: User
    let assets: [String]

    init(
        _ user: DomainTransaction, _ admin: DomainTransaction, _ demo: User, _ assets: [String]
    ) {
        (self.user, self.admin, self.demo, self.assets) = (user, admin, demo, assets)
    }

    func make() throws -> SeedJSON {
        if let project = try user.projects.page().items.last { return try found(project) }
        try admin.credits.grant(20 * Money.unit, to: demo.id, note: "to look round with")
        let project = try user.projects.create(name: "Waves") { $0.aspectRatio = "3:2" }
        let session = try user.sessions.create(
            .images, title: "First pictures", project: project.id)
        let generations = try makeGenerations(in: session)
        let shot = try user.shots.create(in: project.id, name: "Scene 1")
        for generation in generations.prefix(3) {
            try user.entries.add(generation, to: shot.id)
        }
        let album = try user.albums.create(name: "Best waves")
        try user.albums.add(Array(assets.prefix(3)), to: album.id)
        try user.albums.setCover(album.id, assets[0])
        for asset in assets { try user.tags.add("waves", to: asset) }
        try user.tags.mark(assets[0]) { ($0.rating, $0.isStarred) = (5, true) }
        try user.captions.add("Waves in the evening", type: "png", asset: assets[0])
        try user.templates.create(name: "Waves", prompt: "waves at {time of day}, flat colours")
        return seed(project, session.id, album.id, generations)
    }

    private func makeGenerations(in session: Session) throws -> [String] {
        var request = JobRequest()
        request.session = session.id
        let job = try user.jobs.enqueue("image", request) {
            $0.prompt = "waves in the evening, flat colours"
            $0.wanted = assets.count
        }
        let worker = try user.workers.register(name: "demo", id: "demo-\(demo.id)")
        guard let held = try user.jobs.claim(worker.id), held.job.id == job.id else {
            throw DomainError.notFound(.jobs, job.id)
        }
        let made = try user.jobs.complete(
            job.id, lease: held.lease,
            outputs: assets.enumerated().map { JobOutput(index: $0 + 1, asset: $1) })
        var target = CostTarget()
        target.job = job.id
        try user.costs.add(target) {
            ($0.provider, $0.amount, $0.category) = ("demo", 40_000, .imageGeneration)
        }
        return made.generations
    }

    private func found(_ project: Project) throws -> SeedJSON {
        let session = try user.sessions.page().items.last?.id ?? ""
        let album = try user.albums.page().items.last?.id ?? ""
        return seed(
            project, session, album, try user.generations.page().items.reversed().map(\.id))
    }

    private func seed(
        _ project: Project, _ session: String, _ album: String, _ generations: [String]
    ) -> SeedJSON {
        SeedJSON(
            user: demo.id, email: demo.email, project: project.id, session: session,
            album: album, generations: generations, assets: assets)
    }
}

import Testing

@testable import Domain

/// Files come later than what shows them, are deleted and brought back: what shows them follows.
@Suite("Generations and their files") struct FileTests {
    let domain: TestDomain
    let ann: User

    init() throws {
        domain = try TestDomain()
        ann = try domain.makeUser("ann")
    }

    private func completeJob(_ assets: [String], failures: [String] = []) throws -> JobCompletion {
        let held = try domain.write(as: ann) { transaction in
            _ = try transaction.jobs.enqueue("paint") { $0.wanted = assets.count }
            let worker = try transaction.workers.register(name: "mine")
            return try #require(try transaction.jobs.claim(worker.id))
        }
        return try domain.write(as: ann) {
            try $0.jobs.complete(
                held.job.id, lease: held.lease,
                outputs: assets.enumerated().map { JobOutput(index: $0 + 1, asset: $1) },
                failures: failures)
        }
    }

    private func expect(
        _ completion: JobCompletion, _ counts: [Int], _ states: [Generation.Status],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (job, found) = try domain.read(as: ann) { reader in
            (
                try reader.jobs.get(completion.job.id),
                try completion.generations.map { try reader.generations.get($0).status }
            )
        }
        #expect([job.received, job.failed] == counts, sourceLocation: sourceLocation)
        #expect(found == states, sourceLocation: sourceLocation)
    }

    @Test("wait for bytes that come later, and the counts of their job with them")
    func later() throws {
        let here = try domain.makeAsset("here", of: ann)
        let first = try domain.makeAsset("first", of: ann, isHere: false)
        let second = try domain.makeAsset("second", of: ann, isHere: false)
        let completion = try completeJob([here, first, second], failures: ["black"])
        try expect(completion, [1, 1], [.completed, .generating, .generating])
        try domain.setAsset(first, "retrieval_status = 'completed', blob_id = 1")
        try domain.write(as: .program) { try $0.fileArrived(first) }
        try expect(completion, [2, 1], [.completed, .completed, .generating])
        try domain.setAsset(second, "retrieval_status = 'failed', next_retrieval_attempt = NULL")
        try domain.write(as: .program) { try $0.fileFailed(second, error: "not there") }
        try expect(completion, [2, 2], [.completed, .completed, .failed])
        // It comes after all; again changes nothing.
        try domain.setAsset(second, "retrieval_status = 'completed', blob_id = 1")
        for _ in 0..<2 { try domain.write(as: .program) { try $0.fileArrived(second) } }
        try expect(completion, [3, 1], [.completed, .completed, .completed])
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: ann) { try $0.fileArrived(first) }
        }
        try domain.expectRebuilds()
    }

    @Test("show the asset that has the bytes already, unless it is somebody else's")
    func known() throws {
        let bob = try domain.makeUser("bob")
        let waiting = try domain.makeAsset("waiting", of: ann, isHere: false)
        let other = try domain.makeAsset("other", of: ann, isHere: false)
        let own = try domain.makeAsset("own", of: ann)
        let bobs = try domain.makeAsset("bobs", of: bob)
        let completion = try completeJob([waiting, other])
        try domain.write(as: .program) { transaction in
            try transaction.fileIsKnown(waiting, as: own)
            try transaction.fileIsKnown(other, as: bobs)
        }
        let shown = try domain.read(as: ann) { reader in
            try completion.generations.map { try reader.generations.show($0).assetID }
        }
        #expect(shown == [own, nil])
        try domain.expectRebuilds()
    }

    @Test("are hidden from lists, boards, timelines and counts while their file is in the bin")
    func bin() throws {
        let asset = try domain.makeAsset("picture", of: ann)
        let (session, shot, generation) = try domain.write(as: ann) { transaction in
            let session = try transaction.sessions.create(.images)
            let project = try transaction.projects.create(name: "Film")
            let shot = try transaction.shots.create(in: project.id, name: "Opening")
            var request = GenerationRequest()
            (request.session, request.asset) = (session.id, asset)
            let generation = try transaction.generations.create(.image, request)
            try transaction.generations.select([generation.id], of: session.id)
            try transaction.entries.add(generation.id, to: shot.id)
            return (session.id, shot.id, generation.id)
        }
        func counts() throws -> [Int] {
            try domain.read(as: ann) { reader in
                [
                    try reader.generations.page(GenerationFilter(), PageRequest(.number(1))).total!,
                    try reader.generations.outputs(ofSession: session).count,
                    try reader.generations.moodBoard(of: session).count,
                    try reader.entries.list(of: shot).count,
                    try reader.sessions.summary(of: session).total,
                    try reader.sessions.summary(of: session).thumbnail == asset ? 1 : 0,
                ]
            }
        }
        #expect(try counts() == [1, 1, 1, 1, 1, 1])
        try domain.setAsset(asset, "deleted_at = 5")
        #expect(try counts() == [0, 0, 0, 0, 0, 0])
        // By its id it is there; choosing others does not stumble over it.
        #expect(try domain.read(as: ann) { try $0.generations.get(generation).isSelected })
        let other = try domain.write(as: ann) { transaction in
            var request = GenerationRequest()
            request.session = session
            let other = try transaction.generations.create(.image, request).id
            try transaction.generations.select([other], of: session)
            return other
        }
        try domain.setAsset(asset, "deleted_at = NULL")
        let board = try domain.read(as: ann) { try $0.generations.moodBoard(of: session).map(\.id) }
        #expect(board == [other])
        try domain.expectRebuilds()
    }
}

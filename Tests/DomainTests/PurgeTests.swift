import Testing

@testable import Catalog
@testable import Domain

@Suite("A purge") struct PurgeTests {
    private func purge(_ domain: TestDomain, limit: Int) throws -> Int {
        domain.clock.advance(seconds: 1)
        var steps = 0
        while try domain.write(
            as: domain.owner,
            {
                try $0.purge(deletedBefore: domain.clock.now, limit: limit).changed
            }) > 0
        {
            steps += 1
            try #require(steps < 500)
        }
        return steps
    }

    /// A project with something in each of its tables, and a generation outside that was made from one
    /// inside.
    private func fill(_ domain: TestDomain, _ ann: User) throws -> (
        project: String, derived: String
    ) {
        try domain.write(as: ann) { transaction in
            let project = try transaction.projects.create(name: "Film")
            let session = try transaction.sessions.create(.ad, project: project.id)
            try transaction.sessions.editBrief(of: session.id) { $0.productName = "Shoe" }
            var request = JobRequest()
            request.session = session.id
            let first = try transaction.jobs.enqueue("paint", request)
            request.dependencies = [first.id]
            let job = try transaction.jobs.enqueue("paint", request)
            var made = GenerationRequest()
            made.job = job.id
            let parent = try transaction.generations.create(.finalVideo, made)
            made.parent = parent.id
            let part = try transaction.generations.create(.videoClip, made)
            try transaction.variants.add(to: part.id, "edit")
            let shot = try transaction.shots.create(in: project.id, name: "Opening")
            try transaction.entries.add(parent.id, to: shot.id)
            _ = try transaction.links.create(.shot, shot.id)
            try transaction.toolSettings.set("t", .emptyObject, at: .shot(shot.id))
            var target = CostTarget()
            target.generation = parent.id
            try transaction.costs.add(target) { ($0.provider, $0.amount) = ("p", 5) }
            var outside = GenerationRequest()
            outside.basedOn = parent.id
            return (project.id, try transaction.generations.create(.image, outside).id)
        }
    }

    @Test("takes a project in steps of any size, and costs outlive it", arguments: [1, 3, 1000])
    func project(_ limit: Int) throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let (project, derived) = try fill(domain, ann)
        #expect(try purge(domain, limit: limit) == 0, "nothing was deleted")
        try domain.write(as: ann) { try $0.projects.delete(project) }
        let steps = try purge(domain, limit: limit)
        #expect(limit == 1000 ? steps == 1 : steps > 3)
        try domain.read(as: ann) { reader throws in
            #expect(try reader.generations.get(derived).basedOn == nil)
            #expect(try reader.costs.totals() == ["USD": 5])
        }
        for table in [
            "projects", "sessions", "jobs", "shots", "shot_entries", "shared_links",
            "session_briefs", "job_dependencies", "variants", "tool_settings", "detachments",
        ] {
            let count = try domain.read(as: domain.owner) {
                try $0.count("SELECT count(*) FROM \(table)", [])
            }
            #expect(count == 0, "\(table)")
        }
        try domain.expectRebuilds()
    }

    @Test("of a user leaves what the ledger says, and nobody's name")
    func user() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        try domain.grant(5, to: ann)
        _ = try fill(domain, ann)
        try domain.write(as: domain.owner) { try $0.users.delete(ann.id) }
        _ = try purge(domain, limit: 4)
        let left = try domain.read(as: domain.owner) {
            try $0.get(User.self, ann.id, presence: .any)
        }
        #expect(left.email == "" && left.name == "" && left.purgedAt != nil)
        let counts = try domain.read(as: domain.owner) {
            (
                try $0.count("SELECT count(*) FROM generations", []),
                try $0.credits.balance(of: ann.id)
            )
        }
        #expect(counts.0 == 0 && counts.1 == 5)
        try domain.expectRebuilds()
    }
}

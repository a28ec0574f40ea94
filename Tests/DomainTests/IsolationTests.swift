import Testing

@testable import Domain

/// Every function that takes an id, asked by somebody whose row it is not: the answer is that of an id
/// that was never given out.
@Suite("What is not yours") struct IsolationTests {
    typealias Ask = (DomainTransaction, String) throws -> Void

    private struct Rows {
        var ids: [Entity: String] = [:]
    }

    private func makeRows(_ domain: TestDomain, _ ann: User) throws -> Rows {
        let asset = try domain.makeAsset("secret", of: ann)
        return try domain.write(as: ann) { transaction in
            var rows = Rows()
            rows.ids[.assets] = asset
            let project = try transaction.projects.create(name: "Film")
            let shot = try transaction.shots.create(in: project.id, name: "Opening")
            let generation = try transaction.generations.create(.image)
            let document = try transaction.documents.create(
                "timeline", name: "Cut", body: .emptyObject)
            let batch = try transaction.training.createBatch(name: "Walks")
            rows.ids[.projects] = project.id
            rows.ids[.shots] = shot.id
            rows.ids[.generations] = generation.id
            rows.ids[.entries] = try transaction.entries.add(generation.id, to: shot.id).id
            rows.ids[.variants] = try transaction.variants.add(to: generation.id, "edit").id
            rows.ids[.sessions] = try transaction.sessions.create(.ad).id
            rows.ids[.jobs] = try transaction.jobs.enqueue("paint").id
            rows.ids[.workers] = try transaction.workers.register(name: "mine").id
            rows.ids[.captions] = try transaction.captions.add("x", type: "PNG", asset: asset).id
            rows.ids[.accessTokens] = try transaction.accessTokens.issue(
                .api, name: "x", scopes: [.read]
            ).token.id
            rows.ids[.albums] = try transaction.albums.create(name: "Best").id
            rows.ids[.links] = try transaction.links.create(.asset, asset).link.id
            rows.ids[.tags] = try transaction.tags.add("cat", to: asset).id
            rows.ids[.models] = try transaction.models.upsert("flux") { _ in }.id
            rows.ids[.templates] = try transaction.templates.create(name: "x", prompt: "y").id
            rows.ids[.documents] = document.id
            rows.ids[.trainingBatches] = batch.id
            rows.ids[.trainingItems] = try transaction.training.addItem(
                to: batch.id, name: "v", asset: nil, durationMilliseconds: nil
            ).id
            rows.ids[.connections] = try transaction.connections.add(
                session: nil, address: nil, agent: nil
            ).id
            rows.ids[.costs] = try transaction.costs.add(CostTarget()) { $0.provider = "p" }.id
            rows.ids[.users] = ann.id
            return rows
        }
    }

    @Test("does not show when you choose the id of it for a row of your own")
    func chosenIDs() throws {
        let domain = try TestDomain()
        let (ann, bob) = (try domain.makeUser("ann"), try domain.makeUser("bob"))
        let creations: [(Entity, Ask)] = [
            (.projects, { _ = try $0.projects.create(name: "x", id: $1) }),
            (.sessions, { _ = try $0.sessions.create(.images, id: $1) }),
            (.albums, { _ = try $0.albums.create(name: "x", id: $1) }),
            (
                .jobs,
                { transaction, id in
                    var request = JobRequest()
                    request.id = id
                    _ = try transaction.jobs.enqueue("paint", request)
                }
            ),
            (.workers, { _ = try $0.workers.register(name: "x", id: $1) }),
            (
                .generations,
                { transaction, id in
                    var request = GenerationRequest()
                    request.id = id
                    _ = try transaction.generations.create(.image, request)
                }
            ),
            (
                .documents,
                {
                    _ = try $0.documents.create("k", name: "n", body: .emptyObject, id: $1)
                }
            ),
            (
                .connections,
                {
                    _ = try $0.connections.add(session: nil, address: nil, agent: nil, id: $1)
                }
            ),
        ]
        for (entity, create) in creations {
            try domain.write(as: ann) { try create($0, "chosen") }
            #expect(throws: DomainError.invalid(.id, .unusable), "\(entity)") {
                try domain.write(as: bob) { try create($0, "chosen") }
            }
        }
        // One's own is named as such, or given back.
        #expect(throws: DomainError.taken(.projects, .id, "chosen")) {
            try domain.write(as: ann) { try $0.projects.create(name: "x", id: "chosen") }
        }
    }

    @Test("does not exist for you, whatever you ask of it")
    func everything() throws {
        let domain = try TestDomain()
        let (ann, bob) = (try domain.makeUser("ann"), try domain.makeUser("bob"))
        let rows = try makeRows(domain, ann)
        let own = try makeRows(domain, bob, prefix: "own")
        let before = domain.journal.facts.count
        for (entity, asks) in IsolationTests.asks(own) {
            let id = try #require(rows.ids[entity], "\(entity)")
            for (index, ask) in asks.enumerated() {
                for asked in [id, "never-given-out"] {
                    #expect(throws: DomainError.notFound(entity, asked), "\(entity) \(index)") {
                        try domain.write(as: bob) { try ask($0, asked) }
                    }
                }
            }
        }
        #expect(domain.journal.facts.count == before)
        for event in try domain.read(as: bob, { try $0.events.after(0, limit: 1000).events }) {
            #expect(event.userID == bob.id)
        }
    }

    /// What Bob has himself, to link to what he has not.
    private func makeRows(_ domain: TestDomain, _ bob: User, prefix: String) throws -> [Entity:
        String]
    {
        try domain.write(as: bob) { transaction in
            let project = try transaction.projects.create(name: "Own")
            let shot = try transaction.shots.create(in: project.id, name: "Own")
            let generation = try transaction.generations.create(.image)
            return [
                .projects: project.id, .shots: shot.id, .generations: generation.id,
                .entries: try transaction.entries.add(generation.id, to: shot.id).id,
                .sessions: try transaction.sessions.create(.images).id,
                .jobs: try transaction.jobs.enqueue("paint").id,
                .albums: try transaction.albums.create(name: "Own").id,
                .variants: try transaction.variants.add(to: generation.id, "edit").id,
            ]
        }
    }

    private static func asks(_ own: [Entity: String]) -> [Entity: [Ask]] {
        func mine(_ entity: Entity) -> String { own[entity]! }
        return [
            .users: [
                { _ = try $0.users.get($1) }, { try $0.users.edit($1) { $0.name = "x" } },
                { _ = try $0.users.setEmail($1, "x@y.z") }, { try $0.users.setPassword($1, nil) },
                { try $0.users.delete($1) }, { _ = try $0.projects.page(of: $1) },
                { _ = try $0.sessions.page(of: $1) }, { _ = try $0.jobs.page(of: $1) },
                { _ = try $0.generations.page(of: $1) }, { _ = try $0.costs.totals(of: $1) },
                { _ = try $0.credits.balance(of: $1) }, { _ = try $0.credits.page(of: $1) },
                { _ = try $0.albums.page(of: $1) }, { _ = try $0.links.page(of: $1) },
                { _ = try $0.accessTokens.page(of: $1) }, { _ = try $0.credentials.list(of: $1) },
                { _ = try $0.captions.page(of: $1) }, { _ = try $0.models.page(of: $1) },
                { _ = try $0.templates.page(of: $1) }, { _ = try $0.documents.page(of: $1) },
                { _ = try $0.training.page(of: $1) }, { _ = try $0.tags.list(of: $1) },
                { _ = try $0.costs.page(of: $1) }, { _ = try $0.costs.breakdown(of: $1) },
                { _ = try $0.projects.create(name: "x", for: $1) },
                { _ = try $0.sessions.create(.images, for: $1) },
                { _ = try $0.credentials.set("x", [1], of: $1) },
            ],
            .accessTokens: [
                { _ = try $0.accessTokens.revoke($1) }, { try $0.accessTokens.recordUse(of: $1) },
            ],
            .projects: [
                { _ = try $0.projects.get($1) }, { try $0.projects.edit($1) { $0.name = "x" } },
                { try $0.projects.delete($1) }, { _ = try $0.projects.restore($1) },
                { _ = try $0.shots.all(of: $1) }, { _ = try $0.shots.page(of: $1) },
                { _ = try $0.shots.create(in: $1, name: "x") }, { try $0.shots.reorder($1, []) },
                { _ = try $0.entries.list(ofProject: $1) }, { _ = try $0.variants.page(of: $1) },
                { _ = try $0.sessions.create(.images, project: $1) },
                { _ = try $0.toolSettings.get("t", at: .project($1)) },
                { _ = try $0.toolSettings.set("t", .emptyObject, at: .project($1)) },
                { _ = try $0.documents.create("k", name: "n", body: .emptyObject, project: $1) },
            ],
            .shots: [
                { _ = try $0.shots.get($1) }, { try $0.shots.edit($1) { $0.name = "x" } },
                { try $0.shots.delete($1) }, { _ = try $0.shots.restore($1) },
                { _ = try $0.shots.duplicate($1) }, { _ = try $0.entries.list(of: $1) },
                { _ = try $0.entries.statistics(of: $1) }, { _ = try $0.entries.evenOut($1) },
                { _ = try $0.entries.reorder([], in: $1) }, { _ = try $0.entries.move([], in: $1) },
                { _ = try $0.entries.add(mine(.generations), to: $1) },
                { _ = try $0.links.create(.shot, $1) },
            ],
            .entries: [
                { try $0.entries.edit($1) { $0.isLocked = true } }, { try $0.entries.remove($1) },
                { _ = try $0.entries.restore($1) },
                { _ = try $0.entries.exchange($1, for: mine(.generations)) },
                { _ = try $0.entries.move([($1, 5)], in: mine(.shots)) },
            ],
            .sessions: [
                { _ = try $0.sessions.get($1) }, { try $0.sessions.edit($1) { $0.title = "x" } },
                { _ = try $0.sessions.move($1, to: .prompting) },
                { _ = try $0.sessions.setProgress($1, stage: nil, percent: 1, message: nil) },
                { try $0.sessions.delete($1) }, { _ = try $0.sessions.restore($1) },
                { _ = try $0.sessions.brief(of: $1) },
                { _ = try $0.sessions.editBrief(of: $1) { _ in } },
                { _ = try $0.generations.moodBoard(of: $1) },
                { try $0.generations.select([], of: $1) },
                { _ = try $0.connections.open(of: $1) },
                { _ = try $0.connections.add(session: $1, address: nil, agent: nil) },
                { transaction, id in
                    var target = CostTarget()
                    target.session = id
                    _ = try transaction.costs.add(target) { $0.provider = "p" }
                },
                { transaction, id in
                    var request = JobRequest()
                    request.session = id
                    _ = try transaction.jobs.enqueue("paint", request)
                },
            ],
            .jobs: [
                { _ = try $0.jobs.get($1) }, { try $0.jobs.edit($1) { $0.name = "x" } },
                { _ = try $0.jobs.cancel($1) }, { try $0.jobs.delete($1) },
                { _ = try $0.jobs.restore($1) }, { _ = try $0.jobs.move($1, below: nil) },
                { _ = try $0.jobs.move(mine(.jobs), below: $1) },
                { _ = try $0.jobs.references(of: $1) }, { _ = try $0.jobs.dependencies(of: $1) },
                { _ = try $0.jobs.children(of: $1) }, { _ = try $0.jobs.waitingReason($1) },
                { _ = try $0.jobs.heartbeat($1, lease: 0) },
                { _ = try $0.jobs.fail($1, lease: 0, error: "x") },
                { _ = try $0.jobs.release($1, lease: 0, reason: "x") },
                { _ = try $0.jobs.crash($1, lease: 0, reason: "x") },
                { try $0.jobs.restartClock($1, lease: 0) },
                { _ = try $0.jobs.complete($1, lease: 0, outputs: []) },
                { transaction, id in
                    var request = JobRequest()
                    request.dependencies = [id]
                    _ = try transaction.jobs.enqueue("paint", request)
                },
                { transaction, id in
                    var request = VariantRequest()
                    request.job = id
                    _ = try transaction.variants.add(to: mine(.generations), "edit", request)
                },
            ],
            .workers: [
                { _ = try $0.workers.get($1) }, { _ = try $0.workers.heartbeat($1) },
                { _ = try $0.jobs.claim($1) },
            ],
            .generations: [
                { _ = try $0.generations.get($1) }, { _ = try $0.generations.show($1) },
                { try $0.generations.edit($1) { $0.isStarred = true } },
                { try $0.generations.setShown($1, name: "x") },
                { _ = try $0.generations.setSource($1, basedOn: nil) },
                { _ = try $0.generations.setSource(mine(.generations), basedOn: $1) },
                { _ = try $0.generations.move($1, below: nil) },
                { _ = try $0.generations.move(mine(.generations), below: $1) },
                { _ = try $0.generations.fail($1, error: "x") },
                { _ = try $0.generations.setArchived($1, true) },
                { try $0.generations.delete($1) }, { _ = try $0.generations.restore($1) },
                { _ = try $0.generations.children(of: $1) },
                { _ = try $0.generations.ancestors(of: $1) },
                { _ = try $0.generations.descendants(of: $1) },
                { _ = try $0.generations.derived(from: $1) },
                { try $0.generations.select([$1], of: mine(.sessions)) },
                { _ = try $0.variants.list(of: $1) }, { _ = try $0.variants.add(to: $1, "edit") },
                { try $0.variants.markSeen($1) }, { _ = try $0.entries.places(of: $1) },
                { _ = try $0.entries.add($1, to: mine(.shots)) },
                { _ = try $0.entries.exchange(mine(.entries), for: $1) },
                { _ = try $0.links.create(.generation, $1) },
            ],
            .variants: [
                { _ = try $0.variants.get($1) }, { _ = try $0.variants.makePrimary($1) },
                { try $0.variants.edit($1) { $0.isStarred = true } },
                { try $0.variants.delete($1) }, { _ = try $0.variants.restore($1) },
                { _ = try $0.variants.promote($1) }, { _ = try $0.variants.sources(of: $1) },
                { _ = try $0.variants.setAsset($1, "x") },
                { try $0.variants.markSeen(mine(.generations), [$1]) },
            ],
            .assets: [
                { _ = try $0.albums.add([$1], to: mine(.albums)) },
                { _ = try $0.albums.setCover(mine(.albums), $1) },
                { _ = try $0.links.create(.asset, $1) }, { _ = try $0.tags.add("x", to: $1) },
                { _ = try $0.tags.list(ofAsset: $1) },
                { _ = try $0.tags.mark($1) { $0.rating = 1 } },
                { _ = try $0.captions.add("x", type: "png", asset: $1) },
                { _ = try $0.sessions.create(.refinement, source: $1) },
                { _ = try $0.variants.setAsset(mine(.variants), $1) },
                { _ = try $0.models.upsert("k") { [id = $1] in $0.assetID = id } },
            ],
            .captions: [{ try $0.captions.delete($1) }],
            .costs: [
                { try $0.costs.edit($1) { $0.amount = 1 } }, { try $0.costs.delete($1) },
                { _ = try $0.costs.move($1, to: nil) },
            ],
            .albums: [
                { _ = try $0.albums.get($1) }, { _ = try $0.albums.contents(of: $1) },
                { try $0.albums.edit($1) { $0.name = "x" } }, { _ = try $0.albums.add([], to: $1) },
                { try $0.albums.remove([], from: $1) }, { try $0.albums.reorder($1, []) },
                { _ = try $0.albums.setCover($1, nil) }, { try $0.albums.delete($1) },
                { _ = try $0.albums.restore($1) }, { _ = try $0.links.create(.album, $1) },
            ],
            .links: [
                { _ = try $0.links.key(of: $1) }, { _ = try $0.links.revoke($1) },
                { try $0.links.edit($1) { $0.maxViews = 1 } },
            ],
            .tags: [{ _ = try $0.tags.assets(of: $1) }, { try $0.tags.delete($1) }],
            .models: [{ _ = try $0.models.get($1) }, { try $0.models.delete($1) }],
            .templates: [
                { _ = try $0.templates.get($1) }, { try $0.templates.delete($1) },
                { try $0.templates.edit($1) { $0.name = "x" } },
                { _ = try $0.templates.restore($1) },
            ],
            .documents: [
                { _ = try $0.documents.get($1) }, { try $0.documents.delete($1) },
                { _ = try $0.documents.checkpoints(of: $1) },
                { try $0.documents.write($1, version: 1) { $0.name = "x" } },
                { _ = try $0.documents.addCheckpoint(to: $1, label: "x") },
                { _ = try $0.documents.restore($1) },
            ],
            .trainingBatches: [
                { _ = try $0.training.items(of: $1) }, { try $0.training.deleteBatch($1) },
                {
                    _ = try $0.training.addItem(
                        to: $1, name: "x", asset: nil, durationMilliseconds: nil)
                },
            ],
            .trainingItems: [
                { _ = try $0.training.segments(of: $1) },
                { _ = try $0.training.addSegment(to: $1, from: 0, to: 1) },
            ],
            .connections: [
                { try $0.connections.heartbeat($1) }, { try $0.connections.close($1) },
            ],
        ]
    }
}

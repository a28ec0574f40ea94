import Testing

@testable import Domain

@Suite("Generations") struct GenerationTests {
    let domain: TestDomain
    let ann: User
    let asset: String

    init() throws {
        domain = try TestDomain()
        ann = try domain.makeUser("ann")
        asset = try domain.makeAsset("picture", of: ann)
    }

    private func make(_ fill: (inout GenerationRequest) -> Void = { _ in }) throws -> Generation {
        var request = GenerationRequest()
        fill(&request)
        domain.clock.advance(milliseconds: 1)
        return try domain.write(as: ann) { try $0.generations.create(.image, request) }
    }

    private func add(
        to generation: Generation, _ asset: String?, _ choice: VariantChoice = .byRule,
        type: String = "edit"
    ) throws -> Variant {
        var request = VariantRequest()
        (request.asset, request.choice) = (asset, choice)
        domain.clock.advance(milliseconds: 1)
        return try domain.write(as: ann) { try $0.variants.add(to: generation.id, type, request) }
    }

    private func shown(_ generation: Generation) throws -> ShownGeneration {
        try domain.read(as: ann) { try $0.generations.show(generation.id) }
    }

    @Test("show what their primary variant has, in one place")
    func shownOnce() throws {
        let generation = try make { $0.name = "Placeholder" }
        #expect(try shown(generation).name == "Placeholder")
        let first = try add(to: generation, asset, type: "original")
        #expect(first.isPrimary && first.name == "Placeholder")
        #expect(try shown(generation).assetID == asset)
        #expect(try shown(generation).generation.status == .completed)
        try domain.write(as: ann) { try $0.generations.setShown(generation.id, name: "Cat") }
        #expect(try domain.read(as: ann) { try $0.variants.get(first.id).name } == "Cat")
        let second = try add(to: generation, asset, type: "upscaled")
        #expect(!second.isPrimary)
        #expect(try shown(generation).primary?.id == first.id)
        try domain.write(as: ann) { _ = try $0.variants.makePrimary(second.id) }
        #expect(try shown(generation).primary?.id == second.id)
        #expect(throws: DomainError.primaryCannotBeUnmarked(second.id)) {
            try domain.write(as: ann) { try $0.variants.edit(second.id) { $0.isPrimary = false } }
        }
        try domain.expectRebuilds()
    }

    @Test("promote the youngest variant left, and keep empty when there is none")
    func promotion() throws {
        let generation = try make { $0.asset = asset }
        let old = try add(to: generation, asset)
        let young = try add(to: generation, asset)
        let first = try #require(try shown(generation).primary)
        try domain.write(as: ann) { try $0.variants.delete(first.id) }
        #expect(try shown(generation).primary?.id == young.id)
        try domain.write(as: ann) { try $0.variants.delete(young.id) }
        #expect(try shown(generation).primary?.id == old.id)
        try domain.write(as: ann) { try $0.variants.delete(old.id) }
        #expect(try shown(generation).primary == nil)
        let back = try domain.write(as: ann) { try $0.variants.restore(first.id) }
        #expect(back.isPrimary)
        #expect(try shown(generation).primary?.id == first.id)
        try domain.expectRebuilds()
    }

    @Test("imported without a primary show nothing")
    func imported() throws {
        let generation = try make { ($0.asset, $0.variantChoice) = (asset, .secondary) }
        #expect(try shown(generation).assetID == nil)
        #expect(throws: DomainError.invalid(.variant, .missing)) {
            try domain.write(as: ann) { try $0.generations.setShown(generation.id, name: "x") }
        }
    }

    @Test("keep at most one primary variant, whatever is done", arguments: UInt64(1)...8)
    func model(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let generation = try make()
        var model = VariantModel()
        for _ in 0..<60 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                let hasBytes = Bool.random(using: &random)
                let choice = [VariantChoice.byRule, .primary, .secondary].randomElement(
                    using: &random)!
                let variant = try add(to: generation, hasBytes ? asset : nil, choice)
                model.add(variant.id, hasBytes: hasBytes, choice)
            case 2:
                guard let id = model.living.randomElement(using: &random)?.id else { continue }
                try domain.write(as: ann) { try $0.variants.delete(id) }
                model.delete(id)
            default:
                guard let id = model.living.randomElement(using: &random)?.id else { continue }
                try domain.write(as: ann) { _ = try $0.variants.makePrimary(id) }
                model.primary = id
            }
            #expect(try shown(generation).primary?.id == model.primary)
        }
        try domain.expectRebuilds()
    }

    @Test("have no circles, of what they are made from or of parts")
    func cycles() throws {
        let first = try make()
        let second = try make { $0.basedOn = first.id }
        let third = try make { $0.basedOn = second.id }
        #expect(throws: DomainError.cycle(.generations, first.id)) {
            try domain.write(as: ann) {
                _ = try $0.generations.setSource(first.id, basedOn: third.id)
            }
        }
        try domain.read(as: ann) { reader throws in
            #expect(
                try reader.generations.ancestors(of: third.id).map(\.id) == [second.id, first.id])
            #expect(
                try reader.generations.descendants(of: first.id).map(\.id) == [second.id, third.id])
            #expect(try reader.generations.derived(from: first.id).items.map(\.id) == [second.id])
        }
        let child = try make { $0.parent = first.id }
        #expect(throws: DomainError.cycle(.generations, first.id)) {
            try domain.write(as: ann) { _ = try $0.generations.move(first.id, below: child.id) }
        }
        #expect(
            try domain.read(as: ann) { try $0.generations.page().items.map(\.id) } == [
                third.id, second.id, first.id,
            ])
        #expect(try make { $0.parent = first.id }.childOrder == 1)
    }

    @Test("whose source is deleted name nothing until it is back; parts go along")
    func deletion() throws {
        let source = try make()
        let derived = try make { $0.basedOn = source.id }
        let part = try make { $0.parent = source.id }
        try domain.write(as: ann) { try $0.generations.delete(source.id) }
        try domain.read(as: ann) { reader throws in
            #expect(try reader.generations.get(derived.id).basedOn == nil)
            #expect(try reader.find(Generation.self, part.id) == nil)
        }
        try domain.expectRebuilds()
        try domain.write(as: ann) { _ = try $0.generations.restore(source.id) }
        try domain.read(as: ann) { reader throws in
            #expect(try reader.generations.get(derived.id).basedOn == source.id)
            #expect(try reader.generations.children(of: source.id).map(\.id) == [part.id])
        }
        try domain.expectRebuilds()
    }

    @Test("are chosen for a session in an order, in one place")
    func moodBoard() throws {
        let session = try domain.write(as: ann) { try $0.sessions.create(.ad) }
        let all = try (0..<4).map { _ in try make { $0.session = session.id } }
        let ids = all.map(\.id)
        func board() throws -> [String] {
            try domain.read(as: ann) { try $0.generations.moodBoard(of: session.id).map(\.id) }
        }
        try domain.write(as: ann) { try $0.generations.select([ids[2], ids[0]], of: session.id) }
        #expect(try board() == [ids[2], ids[0]])
        try domain.write(as: ann) {
            try $0.generations.select([ids[0], ids[3], ids[2]], of: session.id)
        }
        #expect(try board() == [ids[0], ids[3], ids[2]])
        #expect(throws: DomainError.invalid(.ids, .repeated(ids[0]))) {
            try domain.write(as: ann) {
                try $0.generations.select([ids[0], ids[0]], of: session.id)
            }
        }
        let other = try make()
        #expect(throws: DomainError.notFound(.generations, other.id)) {
            try domain.write(as: ann) { try $0.generations.select([other.id], of: session.id) }
        }
        #expect(try board() == [ids[0], ids[3], ids[2]], "nothing was changed")
        try domain.expectRebuilds()
    }

    @Test("say for a page of ids what is new")
    func badges() throws {
        let generation = try make { $0.asset = asset }
        let job = try domain.write(as: ann) { try $0.jobs.enqueue("paint") }
        var request = VariantRequest()
        request.job = job.id
        let made = request
        try domain.write(as: ann) { _ = try $0.variants.add(to: generation.id, "edit", made) }
        _ = try make { $0.basedOn = generation.id }
        func badges() throws -> GenerationBadges? {
            try domain.read(as: ann) {
                try $0.generations.badges(of: [generation.id, "x"])[generation.id]
            }
        }
        var expected = GenerationBadges()
        (expected.variants, expected.unseen, expected.derived) = (2, 1, 1)
        #expect(try badges() == expected)
        try domain.write(as: ann) { try $0.variants.markSeen(generation.id) }
        #expect(try badges()?.unseen == 0)
    }

    @Test("have outside ids that are one a person")
    func externalIDs() throws {
        try domain.write(as: ann) {
            try $0.generations.create(.image) { $0.externalID = "media/1" }
        }
        #expect(throws: DomainError.taken(.generations, .externalID, "media/1")) {
            try domain.write(as: ann) {
                try $0.generations.create(.image) { $0.externalID = "media/1" }
            }
        }
        let bob = try domain.makeUser("bob")
        try domain.write(as: bob) {
            try $0.generations.create(.image) { $0.externalID = "media/1" }
        }
    }
}

/// Variants of one generation, in plain memory.
private struct VariantModel {
    var living: [(id: String, hasBytes: Bool)] = []
    var primary: String?

    mutating func add(_ id: String, hasBytes: Bool, _ choice: VariantChoice) {
        switch choice {
        case .primary: primary = id
        case .secondary: break
        case .byRule:
            if hasBytes, primary == nil, !living.contains(where: \.hasBytes) { primary = id }
        }
        living.append((id, hasBytes))
    }

    mutating func delete(_ id: String) {
        living.removeAll { $0.id == id }
        if primary == id { primary = living.last?.id }
    }
}

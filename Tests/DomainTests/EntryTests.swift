import Testing

@testable import Domain

@Suite("Entries of shots") struct EntryTests {
    let domain: TestDomain
    let ann: User
    let shot: Shot
    let pictures: [Generation]
    let video: Generation

    init() throws {
        domain = try TestDomain()
        ann = try domain.makeUser("ann")
        (shot, pictures, video) = try domain.write(as: ann) { transaction in
            let project = try transaction.projects.create(name: "Film")
            let shot = try transaction.shots.create(in: project.id, name: "Opening")
            let pictures = try (0..<3).map { _ in try transaction.generations.create(.image) }
            return (shot, pictures, try transaction.generations.create(.videoClip))
        }
    }

    private func add(_ generation: Generation, _ place: EntryPlace = .behind) throws -> Entry {
        domain.clock.advance(milliseconds: 1)
        return try domain.write(as: ann) { try $0.entries.add(generation.id, to: shot.id, place) }
    }

    private func frames() throws -> [Int?] {
        try domain.read(as: ann) { try $0.entries.list(of: shot.id).map(\.entry.frame) }
    }

    @Test("come at 0, then behind the last one; one generation may have several")
    func adding() throws {
        _ = try add(pictures[0])
        _ = try add(pictures[0])
        _ = try add(pictures[1], .frame(7))
        _ = try add(pictures[2], .none)
        _ = try add(video)
        #expect(try frames() == [0, 7, 50, 100, nil])
        try domain.read(as: ann) { reader throws in
            #expect(try reader.entries.list(of: shot.id).map(\.position) == [0, 1, 2, 3, nil])
            #expect(try reader.entries.places(of: pictures[0].id) == [shot.id: [0, 50]])
            var expected = ShotStatistics()
            (expected.total, expected.placed, expected.unplaced, expected.videos) = (5, 4, 1, 1)
            #expect(try reader.entries.statistics(of: shot.id) == expected)
        }
        let bob = try domain.makeUser("bob")
        let other = try domain.write(as: bob) { try $0.generations.create(.image) }
        #expect(throws: DomainError.notFound(.generations, other.id)) { try add(other) }
        #expect(throws: DomainError.notFound(.generations, other.id)) {
            try domain.write(as: domain.owner) { _ = try $0.entries.add(other.id, to: shot.id) }
        }
        try domain.expectRebuilds()
    }

    @Test("are moved many at once, all or none")
    func moving() throws {
        let entries = try pictures.map { try add($0) }
        let moves = try domain.write(as: ann) {
            try $0.entries.move(
                [
                    (entries[0].id, 5), (entries[1].id, nil), (entries[0].id, 300),
                    (entries[2].id, 100),
                ],
                in: shot.id)
        }
        #expect(Set(moves.map(\.entry)) == [entries[0].id, entries[1].id])
        #expect(try frames() == [100, 300, nil])
        #expect(throws: DomainError.notFound(.entries, "x")) {
            try domain.write(as: ann) {
                _ = try $0.entries.move([(entries[0].id, 1), ("x", 2)], in: shot.id)
            }
        }
        #expect(throws: DomainError.self) {
            try domain.write(as: ann) {
                _ = try $0.entries.move([(entries[0].id, -1)], in: shot.id)
            }
        }
        #expect(try frames() == [100, 300, nil])
        try domain.expectRebuilds()
    }

    @Test("are evened out and put in order; what is locked or a video stays")
    func evenOut() throws {
        let entries = try [3, 9, 400].enumerated().map { try add(pictures[$0], .frame($1)) }
        _ = try add(video, .frame(11))
        try domain.write(as: ann) { _ = try $0.entries.edit(entries[1].id) { $0.isLocked = true } }
        let moved = try domain.write(as: ann) { try $0.entries.evenOut(shot.id) }
        #expect(
            moved == [
                EntryMove(entry: entries[0].id, from: 3, to: 0),
                EntryMove(entry: entries[2].id, from: 400, to: 100),
            ])
        #expect(try frames() == [0, 9, 11, 100])
        let closer = try domain.write(as: ann) { try $0.entries.evenOut(shot.id, length: 78) }
        #expect(closer == [EntryMove(entry: entries[2].id, from: 100, to: 78)])
        let ids = try domain.read(as: ann) { try $0.entries.list(of: shot.id).map(\.entry.id) }
        try domain.write(as: ann) { _ = try $0.entries.reorder(ids.reversed(), in: shot.id) }
        #expect(
            try domain.read(as: ann) { try $0.entries.list(of: shot.id).map(\.entry.id) }
                == ids.reversed())
        #expect(try frames() == [0, 50, 100, 150])
    }

    @Test("are copied with their shot, exchanged, removed and restored")
    func copies() throws {
        let first = try add(pictures[0])
        _ = try add(pictures[1], .none)
        _ = try add(video)
        let (all, placed) = try domain.write(as: ann) {
            (try $0.shots.duplicate(shot.id), try $0.shots.duplicate(shot.id, placedOnly: true))
        }
        #expect(all.name == "Opening (copy)" && all.position == 1)
        try domain.read(as: ann) { reader throws in
            #expect(try reader.entries.list(of: all.id).map(\.entry.frame) == [0, 50, nil])
            #expect(try reader.entries.list(of: placed.id).map(\.entry.frame) == [0])
        }
        let parent = try domain.write(as: ann) { try $0.generations.create(.finalVideo) }
        var request = GenerationRequest()
        (request.parent, request.slot) = (parent.id, first.id)
        let part = request
        let clip = try domain.write(as: ann) { try $0.generations.create(.videoClip, part) }
        try domain.write(as: ann) { _ = try $0.entries.exchange(first.id, for: pictures[2].id) }
        try domain.write(as: ann) { try $0.entries.remove(first.id) }
        #expect(try domain.read(as: ann) { try $0.generations.get(clip.id).slotEntryID } == nil)
        try domain.write(as: ann) { _ = try $0.entries.restore(first.id) }
        #expect(
            try domain.read(as: ann) { try $0.generations.get(clip.id).slotEntryID } == first.id)
        let made = try domain.write(as: ann) {
            try $0.shots.create(in: shot.projectID, name: "Next", from: pictures[0].id)
        }
        #expect(made.entry.frame == 0)
        try domain.expectRebuilds()
    }
}

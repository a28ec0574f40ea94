import Testing

@testable import Domain

@Suite("Shots") struct ShotTests {
    @Test("come behind each other, or at a position from which the others move on")
    func positions() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let project = try domain.write(as: ann) { try $0.projects.create(name: "Film") }
        func names() throws -> [String] {
            try domain.read(as: ann) {
                try $0.shots.all(of: project.id).map { "\($0.name)\($0.position)" }
            }
        }
        try domain.write(as: ann) {
            for name in ["a", "b", "c"] { try $0.shots.create(in: project.id, name: name) }
            try $0.shots.create(in: project.id, name: "d", at: 1)
            try $0.shots.create(in: project.id, name: "e", at: 9)
        }
        #expect(try names() == ["a0", "d1", "b2", "c3", "e9"])
        let ids = try domain.read(as: ann) { try $0.shots.all(of: project.id).map(\.id) }
        try domain.write(as: ann) { try $0.shots.reorder(project.id, ids.reversed()) }
        #expect(try names() == ["e0", "c1", "b2", "d3", "a4"])
        #expect(throws: DomainError.invalid(.ids, .repeated(ids[0]))) {
            try domain.write(as: ann) { try $0.shots.reorder(project.id, ids + [ids[0]]) }
        }
        #expect(throws: DomainError.notFound(.shots, "x")) {
            try domain.write(as: ann) { try $0.shots.reorder(project.id, ids + ["x"]) }
        }
        #expect(throws: DomainError.invalid(.order, .elsewhere(ids[4]))) {
            try domain.write(as: ann) { try $0.shots.reorder(project.id, Array(ids.dropLast())) }
        }
        try domain.write(as: ann) { try $0.shots.delete(ids[1]) }
        #expect(try names() == ["e0", "c1", "b2", "a4"])
        try domain.write(as: ann) { _ = try $0.shots.restore(ids[1]) }
        #expect(try names().count == 5)
        try domain.expectRebuilds()
    }

    @Test("take ids of their client's, once")
    func clientIDs() throws {
        let domain = try TestDomain()
        try domain.write(as: domain.owner) {
            let project = try $0.projects.create(name: "Film", id: "my-project.1")
            #expect(project.id == "my-project.1")
        }
        #expect(throws: DomainError.taken(.projects, .id, "my-project.1")) {
            try domain.write(as: domain.owner) {
                _ = try $0.projects.create(name: "Film", id: "my-project.1")
            }
        }
        for bad in ["", "a b", "é", String(repeating: "x", count: 65)] {
            #expect(throws: DomainError.invalid(.id, .malformed)) {
                try domain.write(as: domain.owner) {
                    _ = try $0.projects.create(name: "Film", id: bad)
                }
            }
        }
    }
}

@Suite("Lists") struct PageTests {
    @Test("are paged by cursor and by number, and say how many there are")
    func pages() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        try domain.write(as: ann) {
            for number in 1...7 { try $0.projects.create(name: "p\(number)") }
        }
        let all = try domain.read(as: ann) { try $0.projects.page().items }
        try domain.read(as: ann) { reader in
            var found: [Project] = []
            var position = PageRequest.Position.start
            while true {
                let page = try reader.projects.page(PageRequest(position, limit: 3))
                found += page.items
                #expect(page.total == nil)
                guard let next = page.next else { break }
                position = .after(next)
            }
            #expect(found == all)
            let third = try reader.projects.page(PageRequest(.number(3), limit: 3))
            #expect(third.items == [all[6]] && third.total == 7 && third.next == nil)
            let beyond = try reader.projects.page(PageRequest(.number(4), limit: 3))
            #expect(beyond.items.isEmpty && beyond.total == 7)
            #expect(throws: DomainError.badCursor("nonsense")) {
                try reader.projects.page(PageRequest(.after("nonsense")))
            }
            #expect(throws: DomainError.invalid(.limit, .outside(1, 500))) {
                try reader.projects.page(PageRequest(limit: 501))
            }
            #expect(throws: DomainError.self) { try reader.projects.page(PageRequest(.number(0))) }
        }
    }
}

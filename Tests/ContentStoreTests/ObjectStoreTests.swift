import ContentStore
import Foundation
import Synchronization
import TestSupport
import Testing
import Values

/// What every object store does; the local one, one in memory, and any that comes.
@Suite("The contract of object stores") struct ObjectStoreTests {
    private let absent = ObjectKey.original(Digest(bytes: [UInt8](repeating: 7, count: 32)))

    @Test("a missing object is nil, not an error", arguments: ObjectStoreKind.allCases)
    func nothing(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let rendition = ObjectKey.rendition(absent.digest, recipe: "thumb-1", fileExtension: "jpg")
        for key in [absent, rendition] {
            #expect(try fixture.store.facts(of: key) == nil)
            #expect(try fixture.store.open(key) == nil)
            var changed = ChangedDirectories()
            #expect(try fixture.store.discard(key, to: fixture.trash, &changed) == nil)
        }
        #expect(try !fixture.store.isWhole(absent.digest, size: 1))
        #expect(try fixture.keys(.originals).isEmpty)
        #expect(try fixture.keys(.renditions(recipe: "thumb-1")).isEmpty)
        #expect(try fixture.store.recipes().recipes.isEmpty)
    }

    @Test(
        "published bytes are read as they were staged, also none",
        arguments: ObjectStoreKind.allCases)
    func publish(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        for text in ["hello", "", String(repeating: "long ", count: 50_000)] {
            let staged = try fixture.stage(text)
            try fixture.store.publish([staged], from: fixture.staging)
            let facts = try #require(try fixture.store.facts(of: staged.key))
            #expect(facts.kind == .file)
            #expect(facts.size == UInt64(text.utf8.count))
            #expect(try fixture.text(staged.key) == text)
            #expect(try fixture.store.open(staged.key)?.digest().0 == staged.digest)
            #expect(try fixture.store.isWhole(staged.digest, size: staged.size))
            #expect(try !fixture.store.isWhole(staged.digest, size: staged.size + 1))
            #expect(try !fixture.staging.has(staged.path), "staging is left empty")
        }
    }

    @Test("an original that is whole is kept", arguments: ObjectStoreKind.allCases)
    func keep(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let key = try fixture.publish("same")
        let before = try #require(try fixture.store.facts(of: key)).identity
        let again = try fixture.stage("same")
        try fixture.store.publish([again], from: fixture.staging)
        #expect(try fixture.store.facts(of: key)?.identity == before)
        #expect(try !fixture.staging.has(again.path))
        #expect(try fixture.setAside().isEmpty)
    }

    @Test(
        "an original that is not whole goes to quarantine, and good bytes take its place",
        arguments: ObjectStoreKind.allCases, ["wh", "other", ""])
    func damaged(_ kind: ObjectStoreKind, _ damage: String) throws {
        let fixture = try ObjectStoreFixture(kind)
        let key = try fixture.publish("whole")
        try fixture.damage(key, Array(damage.utf8))
        try fixture.publish("whole")
        #expect(try fixture.text(key) == "whole")
        #expect(try fixture.setAside() == [Array(damage.utf8)])
    }

    @Test("a rendition takes the place of the one before", arguments: ObjectStoreKind.allCases)
    func rendition(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let digest = try fixture.publish("original").digest
        for text in ["small", "smaller"] {
            let staged = try fixture.stage(text, of: digest)
            try fixture.store.publish([staged], from: fixture.staging)
            #expect(try fixture.text(staged.key) == text)
        }
        #expect(try fixture.setAside().isEmpty)
        #expect(try fixture.text(.original(digest)) == "original")
    }

    @Test(
        "an open object can be read to its end, even after it is removed",
        arguments: ObjectStoreKind.allCases)
    func opened(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let key = try fixture.publish("hello")
        let reader = try #require(try fixture.store.open(key))
        var changed = ChangedDirectories()
        #expect(try fixture.store.discard(key, to: fixture.trash, &changed)?.size == 5)
        #expect(try reader.contents(upTo: 100) == Array("hello".utf8))
        var two = [UInt8](repeating: 0, count: 2)
        let count = try two.withUnsafeMutableBytes { try reader.read(at: 4, into: $0) }
        #expect(count == 1 && two[0] == UInt8(ascii: "o"), "fewer only at the end")
    }

    @Test(
        "an object that is set aside is no longer found, is kept, and can be stored again",
        arguments: ObjectStoreKind.allCases)
    func aside(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let key = try fixture.publish("one")
        var changed = ChangedDirectories()
        let facts = try fixture.store.discard(key, to: fixture.trash, &changed)
        try fixture.trash.sync(changed)
        #expect(facts?.size == 3)
        #expect(try fixture.store.facts(of: key) == nil)
        #expect(try fixture.setAside() == [Array("one".utf8)])
        try fixture.publish("one")
        #expect(try fixture.text(key) == "one")
        try fixture.store.quarantine(key, reason: "a test", digest: nil)
        #expect(try fixture.store.facts(of: key) == nil)
        #expect(try fixture.setAside().count == 2)
        try fixture.publish("one")
        #expect(try fixture.text(key) == "one")
    }

    @Test(
        "all renditions of a recipe are set aside, and no others",
        arguments: ObjectStoreKind.allCases)
    func recipe(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let digest = absent.digest
        let old = try fixture.stage("old", of: digest, recipe: "thumb-1")
        let new = try fixture.stage("new", of: digest, recipe: "thumb-2", fileExtension: "png")
        try fixture.store.publish([old, new], from: fixture.staging)
        #expect(try fixture.store.recipes().recipes == ["thumb-1", "thumb-2"])
        var changed = ChangedDirectories()
        try fixture.store.discardRenditions(of: "thumb-1", to: fixture.trash, &changed)
        try fixture.trash.sync(changed)
        #expect(try fixture.store.recipes().recipes == ["thumb-2"])
        #expect(try fixture.store.facts(of: old.key) == nil)
        #expect(try fixture.text(new.key) == "new")
        #expect(try fixture.setAside() == [Array("old".utf8)])
    }

    @Test(
        "objects are listed by parts, in the order of their digests",
        arguments: ObjectStoreKind.allCases)
    func listing(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let originals = try (0..<300).map { try fixture.publish("object \($0)") }
        let renditions = try originals.prefix(40).flatMap { key in
            try ["jpg", "png"].map { ending in
                try fixture.stage("small", of: key.digest, fileExtension: ending)
            }
        }
        try fixture.store.publish(renditions, from: fixture.staging)
        #expect(
            try fixture.keys(.originals)
                == originals.sorted { $0.digest.precedes($1.digest) })
        let listed = try fixture.keys(.renditions(recipe: "thumb-1"))
        #expect(Set(listed) == Set(renditions.map(\.key)))
        #expect(listed.map(\.digest.hex) == listed.map(\.digest.hex).sorted())
        for part: UInt8 in [0, 0x7F, 0xFF] {
            try fixture.store.list(.originals, part: part) { found in
                guard case .object(let key) = found else { return }
                #expect(key.digest.bytes[0] == part)
            }
        }
    }

    @Test("an error of the callback ends a listing", arguments: ObjectStoreKind.allCases)
    func listener(_ kind: ObjectStoreKind) throws {
        struct Enough: Error {}
        let fixture = try ObjectStoreFixture(kind)
        let key = try fixture.publish("one")
        #expect(throws: Enough.self) {
            try fixture.store.list(.originals, part: key.digest.bytes[0]) { _ in throw Enough() }
        }
    }

    @Test(
        "a change that is marked shows in when it was changed alone",
        arguments: ObjectStoreKind.allCases)
    func marking(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let key = try fixture.publish("one")
        let before = try #require(try fixture.store.facts(of: key))
        try fixture.store.markChanged(key)
        let after = try #require(try fixture.store.facts(of: key))
        #expect(after.changed >= before.changed)
        #expect(after.size == before.size)
        #expect(try fixture.text(key) == "one")
    }

    @Test("invalid names find nothing", arguments: ObjectStoreKind.allCases)
    func hostile(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let digest = try fixture.publish("original").digest
        let before = files(below: fixture.directory.path("store"))
        for (recipe, ending) in [
            ("..", "jpg"), (".", "jpg"), ("", "jpg"), ("../objects", "jpg"), ("a/b", "jpg"),
            ("/etc", "jpg"), ("%2e%2e", "jpg"), ("thumb-1", "jpg/../../x"), ("thumb-1", ""),
            ("thumb-1", "exe"),
        ] {
            let staged = try fixture.stage("x", of: digest, recipe: recipe, fileExtension: ending)
            #expect(try fixture.store.facts(of: staged.key) == nil)
            #expect(try fixture.store.open(staged.key) == nil)
            #expect(throws: StoreError.self, "\(recipe) \(ending)") {
                try fixture.store.publish([staged], from: fixture.staging)
            }
            fixture.staging.discard(staged.path)
        }
        #expect(files(below: fixture.directory.path("store")) == before)
    }

    @Test(
        "what took an object's name is no object, and gives way to one",
        arguments: ObjectStoreKind.allCases)
    func intruders(_ kind: ObjectStoreKind) throws {
        for intruder in ObjectStoreFixture.Intruder.allCases {
            let fixture = try ObjectStoreFixture(kind)
            guard let plant = fixture.plant else { return }
            let staged = try fixture.stage("whole")
            try plant(staged.key, intruder)
            #expect(try fixture.store.facts(of: staged.key)?.kind != .file)
            #expect(try !fixture.store.isWhole(staged.digest, size: staged.size))
            if let reader = try? fixture.store.open(staged.key) {
                #expect(try reader.facts().kind != .file)
            }
            #expect(try fixture.keys(.originals).isEmpty, "a listing has it as a stray")
            try fixture.store.publish([staged], from: fixture.staging)
            #expect(try fixture.text(staged.key) == "whole")
        }
    }

    @Test(
        "many that publish the same at once end with one, whole",
        arguments: ObjectStoreKind.allCases)
    func together(_ kind: ObjectStoreKind) async throws {
        let fixture = try ObjectStoreFixture(kind)
        let (store, staging) = (fixture.store, fixture.staging)
        let staged = try (0..<16).map { try fixture.stage("object \($0 % 2)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for object in staged {
                group.addTask { try store.publish([object], from: staging) }
            }
            try await group.waitForAll()
        }
        #expect(try fixture.keys(.originals).count == 2)
        for object in staged {
            #expect(try store.isWhole(object.digest, size: object.size))
            #expect(try !staging.has(object.path))
        }
        #expect(try fixture.setAside().isEmpty)
    }

    @Test(
        "whichever call fails, an object is whole or not there, and publishing again brings it",
        arguments: ObjectStoreKind.allCases)
    func faults(_ kind: ObjectStoreKind) throws {
        func publish(_ fixture: ObjectStoreFixture) throws -> [StagedObject] {
            let staged = try (0..<3).map { try fixture.stage("object \($0)") }
            return staged + [try fixture.stage("small", of: staged[0].digest)]
        }
        // Which calls a publishing makes; staging is done before they are counted.
        let isCounting = Mutex(false)
        let calls = Mutex(0)
        let fatal = Mutex(Int.max)
        let disk = Disk { call, path throws(DiskError) in
            guard isCounting.withLock({ $0 }) else { return }
            let number = calls.withLock { calls in
                calls += 1
                return calls
            }
            if number == fatal.withLock({ $0 }) { throw DiskError(call, path, EIO) }
        }
        var last = 1
        var next = 1
        while next <= last {
            let fixture = try ObjectStoreFixture(kind, disk)
            let staged = try publish(fixture)
            fatal.withLock { $0 = next == 1 ? .max : next - 1 }
            calls.withLock { $0 = 0 }
            isCounting.withLock { $0 = true }
            let outcome = Result { try fixture.store.publish(staged, from: fixture.staging) }
            isCounting.withLock { $0 = false }
            if next == 1 {
                last = calls.withLock { $0 } + 1
                try outcome.get()
            }
            for object in staged.prefix(3) {
                let isThere = try fixture.store.facts(of: object.key) != nil
                #expect(try !isThere || fixture.store.isWhole(object.digest, size: object.size))
            }
            try fixture.store.publish(try publish(fixture), from: fixture.staging)
            for object in staged.prefix(3) {
                #expect(try fixture.store.isWhole(object.digest, size: object.size))
            }
            #expect(try fixture.text(staged[3].key) == "small")
            next += 1
        }
    }

    @Test(
        "an object is copied to another store's staging area, unless its bytes are others",
        arguments: ObjectStoreKind.allCases)
    func copying(_ kind: ObjectStoreKind) throws {
        let fixture = try ObjectStoreFixture(kind)
        let other = try ObjectStoreFixture(.local)
        let key = try fixture.publish("hello")
        for linking in [false, true] {
            let staged = try #require(
                try fixture.store.stage(
                    key.digest, size: 5, linking: linking, in: other.staging))
            try other.store.publish([staged], from: other.staging)
            #expect(try other.text(key) == "hello")
        }
        try fixture.damage(key, Array("jello".utf8))
        #expect(
            try fixture.store.stage(key.digest, size: 5, linking: false, in: other.staging) == nil)
        let place = fixture.store.location(of: absent)
        #expect {
            try fixture.store.stage(
                absent.digest, size: 5, linking: false, in: other.staging)
        } throws: { error in
            (error as? DiskError)?.path == place && (error as? DiskError)?.isNotFound == true
        }
    }
}

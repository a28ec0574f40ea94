import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("When a repair is killed") struct RepairKillTests {
    /// A store with every kind of damage that a repair repairs, and a whole one beside it.
    private func damage(_ store: String) throws {
        func objects() -> [String] {
            files(below: store + "/objects").map { store + "/objects/" + $0 }
        }
        let manager = FileManager.default
        let all = objects()
        try manager.removeItem(atPath: all[0])
        try manager.removeItem(atPath: all[1])
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: all[1]))
        // Two change places.
        try manager.moveItem(atPath: all[2], toPath: store + "/aside")
        try manager.moveItem(atPath: all[3], toPath: all[2])
        try manager.moveItem(atPath: store + "/aside", toPath: all[3])
        try Data([4]).write(to: URL(fileURLWithPath: store + "/objects/sha256/foreign"))
        try Data([5]).write(to: URL(fileURLWithPath: store + "/foreign"))
        let tree = store + "/buckets/default/"
        try manager.removeItem(atPath: tree + "0.png")
        try manager.removeItem(atPath: tree + "1.png")
        try Data([6]).write(to: URL(fileURLWithPath: tree + "1.png"))
        try manager.removeItem(atPath: tree + "2.png")
        try manager.createSymbolicLink(
            atPath: tree + "2.png", withDestinationPath: "../../nothing")
        try Data([7]).write(to: URL(fileURLWithPath: tree + "stray"))
        let renditions = files(below: store + "/renditions").map { store + "/renditions/" + $0 }
        try manager.removeItem(atPath: renditions[0])
        try manager.removeItem(atPath: renditions[5])
        try Data([8]).write(to: URL(fileURLWithPath: renditions[5]))
        try Data([9]).write(to: URL(fileURLWithPath: renditions[4] + ".bak"))
        try manager.createDirectory(
            atPath: store + "/staging/dead", withIntermediateDirectories: true)
        try Data([10]).write(to: URL(fileURLWithPath: store + "/staging/dead/1"))
    }

    /// What a store shows, by path: digests of files, texts of links.
    private func contents(_ store: String) throws -> [String: String] {
        var contents: [String: String] = [:]
        for tree in ["objects", "renditions"] {
            for name in files(below: store + "/" + tree) {
                contents[tree + "/" + name] = try bytes(of: store + "/" + tree + "/" + name)
                    .withUnsafeBytes { Digest.of($0).hex }
            }
        }
        let manager = FileManager.default
        for name in try manager.contentsOfDirectory(atPath: store + "/buckets/default") {
            contents["buckets/" + name] = try manager.destinationOfSymbolicLink(
                atPath: store + "/buckets/default/" + name)
        }
        return contents
    }

    @Test("at any call that changes the disk, a further repair comes to the same end")
    func anyCall() async throws {
        let directory = TemporaryDirectory()
        for index in 0..<8 { try directory.write(testPicture(index), to: "in/\(index).png") }
        let donor = TestStore(at: directory.path("donor"))
        try await donor.ingest([directory.path("in")])
        try FileManager.default.removeItem(atPath: directory.path("in"))
        let whole = try contents(donor.path)
        let damaged = directory.path("damaged")
        try FileManager.default.copyItem(atPath: donor.path, toPath: damaged)
        try damage(damaged)

        let program = builtProgram("KillPoint")
        func repair(_ store: String, dyingAt call: Int) throws -> ProgramResult {
            try runProgram(program, [store, String(call), "repair", donor.path])
        }
        let first = directory.path("first")
        try FileManager.default.copyItem(atPath: damaged, toPath: first)
        let calls = try #require(try repair(first, dyingAt: 0).objects.last?["calls"] as? Int)
        #expect(try contents(first) == whole)

        var random = SeededRandom(seed: 4)
        let wanted = Sweep.isDense ? 40 : 10
        var kills = 0
        for call in Array(1...calls).shuffled(using: &random) where kills < wanted {
            let store = directory.path("store-\(call)")
            try FileManager.default.copyItem(atPath: damaged, toPath: store)
            // Threads interleave differently each time: one of the last calls may not come.
            if try repair(store, dyingAt: call).status == -SIGKILL { kills += 1 }
            let result = try repair(store, dyingAt: 0)
            #expect(result.status == 0, "\(result.errors)")
            let context: Comment = "killed at call \(call) of \(calls)"
            #expect(try contents(store) == whole, context)
            let check = try runProgram(
                builtProgram("stillstore"), ["verify", "--store", store, "--json"])
            #expect(check.status == 0, "\(context): \(check.output)")
            try FileManager.default.removeItem(atPath: store)
        }
        #expect(kills == min(wanted, calls))
    }
}

import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import TestSupport
import Testing
import Values

@Suite("A program that waits for another") struct WaitProgramTests {
    let directory = TemporaryDirectory()
    var store: TestStore { TestStore(at: directory.path("store")) }

    /// Runs a command while this process has the lock of those who record, until it says something
    /// on standard error; then lets go of the lock.
    private func heldUp(_ arguments: [String]) throws -> (errors: String, status: Int32) {
        let layout = StoreLayout(root: FilePath(store.path))
        let objects = try Disk().open(layout.objects)
        #expect(try Disk().lock(objects, exclusive: false, waiting: false))
        let errors = try ProgramPipe()
        let process = try ChildProcess(
            builtProgram("stillstore"), arguments + ["--store", store.path],
            errors: errors.writing.fileDescriptor)
        try errors.writing.close()
        let first = errors.reading.availableData
        Disk().unlock(objects)
        let rest = errors.reading.readDataToEndOfFile()
        return (String(decoding: first + rest, as: UTF8.self), process.wait())
    }

    @Test(
        "names the program that is waited for, and what it does, on standard error",
        arguments: [["verify", "--json"], ["gc", "--apply", "--grace", "0s", "--json"]])
    func says(_ arguments: [String]) async throws {
        for seed in 1...2 { try directory.write(testPicture(seed), to: "in/\(seed).png") }
        try await store.ingest([directory.path("in")])
        try await store.opened { _ = try await $0.deleted(["default/1.png"]) }
        // A suspect, which a verification confirms behind the lock.
        try FileManager.default.removeItem(atPath: store.path + "/buckets/default/2.png")
        let (errors, status) = try heldUp(arguments)
        #expect(status == (arguments[0] == "verify" ? 1 : 0))
        #expect(errors.contains("waiting for "), "\(errors)")
        #expect(errors.contains("is storing pictures"), "\(errors)")
        #if os(Linux)
            #expect(errors.contains("process \(getpid())"), "\(errors)")
        #endif
        #expect(errors.split(separator: "\n").count == 1, "\(errors)")
    }
}

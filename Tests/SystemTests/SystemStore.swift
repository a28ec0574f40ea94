import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

/// A real store for one application, whose clock stands still until a test moves it.
final class SystemStore: Sendable {
    /// 2025-11-14, noon, in UTC milliseconds.
    static let start: Int64 = 1_763_121_600_000

    let directory = TemporaryDirectory()
    let clock = TestClock(at: SystemStore.start)
    let store: TestStore
    let library: Library
    let owner: Viewer

    init() throws {
        store = TestStore(at: directory.path("store"), clock: clock)
        library = try store.open()
        owner = try library.domain.viewer()
    }

    deinit { library.close() }

    func pass(minutes: Double) { clock.pass(seconds: minutes * 60) }

    func makePerson(_ email: String, _ name: String) throws -> Viewer {
        try change(as: owner) { try $0.users.create(email: email, name: name).viewer }
    }

    @discardableResult
    func change<Value>(
        as viewer: Viewer, _ body: (DomainTransaction) throws -> Value
    ) throws -> Value {
        try library.domain.change(as: viewer, body)
    }

    func read<Value>(as viewer: Viewer, _ body: (DomainReader) throws -> Value) throws -> Value {
        try library.domain.read(as: viewer, body)
    }

    /// Stores a picture, or what is none, at a place of somebody's.
    /// - Returns: the asset's id.
    func put(
        _ bytes: [UInt8], at bucket: String, _ path: String, of viewer: Viewer
    ) async throws -> String {
        var placement = IngestRequest.Placement()
        placement.userID = viewer.userID
        let place = try BucketPath(
            bucket: Array(bucket.utf8), path: Array(path.utf8), limits: NameLimits())
        let item = try await Uploads(library).put(
            .bytes(bytes), at: place, placement, keepsUndecodable: true)
        return try #require(item.assetID, "\(item.outcome)")
    }

    /// Takes the next job, as a worker of the person's own.
    func claim(_ type: String, as viewer: Viewer, worker: String) throws -> HeldJob {
        try change(as: viewer) { transaction in
            _ = try transaction.workers.register(name: worker, id: worker)
            var request = ClaimRequest()
            request.types = [type]
            return try #require(try transaction.jobs.claim(worker, request))
        }
    }

    /// Hands a job's files in.
    func complete(
        _ held: HeldJob, as viewer: Viewer, _ files: [OutputFile], failures: [String] = []
    ) async throws -> JobCompletion {
        try await JobOutputs(library).complete(
            held.job.id, lease: held.lease, as: viewer, files, failures: failures
        ).completion.get()
    }

    /// Where a file is shown to people.
    func place(of asset: String?) throws -> String {
        let listing = try library.find(#require(asset))
        return "\(listing.bucket ?? "-")/\(listing.path ?? "-")"
    }

    /// A verification finds nothing, and a catalogue that is made anew from the journal has every row.
    func expectWhole() async throws {
        let defects = Mutex<[String]>([])
        _ = try await library.verify(VerifyRequest()) { event in
            if case .defect(let defect) = event { defects.withLock { $0.append("\(defect)") } }
        }
        #expect(defects.withLock { $0 } == [])
        library.close()
        let before = try store.domainDump()
        _ = try await Library.rebuildCatalog(at: FilePath(store.path), RebuildRequest()) { _ in }
        let after = try store.domainDump()
        for (table, rows) in before.rows where after.rows[table] != rows {
            Issue.record("\(table): \(after.rows[table] ?? []) instead of \(rows)")
        }
    }
}

/// A small file in place of a video, which no decoder reads.
func testVideo(_ seed: Int) -> [UInt8] {
    [0, 0, 0, 24] + Array("ftypmp42".utf8) + Array("clip \(seed)".utf8)
}

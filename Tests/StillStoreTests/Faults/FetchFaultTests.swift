import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

@Suite("When the disk fails while fetching") struct FetchFaultTests {
    @Test("whichever call fails, what was reported is whole, and a further run completes")
    func sweep() async throws {
        let directory = TemporaryDirectory()
        // Long enough to be resumable, and quick to decode.
        let long = testPicture(9) + [UInt8](repeating: 0, count: 1 << 20)
        let server = try LoopbackServer { request, connection in
            let seed = Int(request.path.dropFirst().prefix(1)) ?? 0
            ServedFile(seed == 9 ? long : testPicture(seed)).respond(to: request, over: connection)
        }
        // One is signed, so that the store's key is made and used.
        let uris =
            (0..<4).map { "\(server.url)/\($0).png" } + [
                "\(server.url)/9.png", "\(server.url)/5.png?token=t",
            ]
        func fetch(_ store: TestStore, _ fault: FaultyDisk) async -> [RetrievalItem] {
            let items = Mutex<[RetrievalItem]>([])
            do {
                let library = try store.open {
                    $0.disk = fault.disk
                    $0.jobs = 1
                    $0.batchItems = 2
                }
                defer { library.close() }
                _ = try await library.fetched(uris) {
                    $0.options.connections = 1
                } onEvent: { event in
                    if case .item(let item) = event { items.withLock { $0.append(item) } }
                }
            } catch {
                // The store could not be used: what was reported counts all the same.
            }
            return items.withLock { $0 }
        }
        let whole = TestStore(at: directory.path("whole"))
        let counting = FaultyDisk(.never)
        #expect(await fetch(whole, counting).filter { $0.outcome == .stored }.count == 6)
        let calls = counting.calls
        for index in Sweep.moments(calls, oneOf: 24, dense: 6) {
            let call = calls[index]
            let store = TestStore(at: directory.path("store-\(index)"))
            let reported = await fetch(store, FaultyDisk(.once(at: index + 1), code: ENOSPC))
            let context: Comment = "call \(index + 1), \(call) failed"
            if FileManager.default.fileExists(atPath: store.path + "/stillstore.json") {
                let assets = try store.assets()
                for item in reported where item.outcome == .stored {
                    #expect(
                        assets["\(item.bucket!)/\(item.path!)"] == item.digest?.hex, context)
                }
                #expect(try store.damagedObjects().isEmpty, context)
                #expect(try store.danglingLinks().isEmpty, context)
            }
            let again = await fetch(store, FaultyDisk(.never))
            #expect(again.count == 6, context)
            #expect(try store.assets().count == 6, context)
            #expect(try store.damagedObjects().isEmpty, context)
            #expect(files(below: store.path + "/staging").isEmpty, context)
            let library = try store.open()
            #expect(try library.statistics().assetsByStatus == ["completed": 6], context)
            library.close()
        }
        #expect(
            Set(calls).isSuperset(of: [.open, .write, .fsync, .rename, .symlink, .chmod, .mkdir]))
    }
}

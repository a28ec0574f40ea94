import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import Synchronization
import TestSupport
import Testing
import Values

@Suite("A pass over every byte") struct PassTests {
    /// Which objects are read, in their order.
    private final class Readings: Sendable {
        private let paths = Mutex<[String]>([])

        var disk: Disk { disk { _ in } }

        func disk(_ onObject: @escaping @Sendable (String) -> Void) -> Disk {
            Disk { [self] call, path in
                guard call == .open, path.text.contains("/objects/sha256/"),
                    path.name.count == 64
                else { return }
                let name = String(decoding: path.name, as: UTF8.self)
                paths.withLock { $0.append(name) }
                onObject(name)
            }
        }

        func take() -> [String] {
            paths.withLock { paths in
                defer { paths = [] }
                return paths
            }
        }
    }

    private static let all = Set((0..<VerifiedStore.pictures).map { VerifiedStore.digest($0).hex })

    private func verify(
        _ store: VerifiedStore, _ clock: TestClock, _ disk: Disk, stop: StopSignal = StopSignal(),
        _ change: (inout VerifyRequest) -> Void
    ) async throws -> Verification {
        try await store.verify(
            change,
            options: { options in
                options.jobs = 1
                options.clock = clock.clock()
                options.disk = disk
            }, stop: stop)
    }

    @Test("ends after a number of bytes, and continues there until everything was read once")
    func maxBytes() async throws {
        let store = try await VerifiedStore()
        let clock = TestClock()
        let readings = Readings()
        var read: [String] = []
        for left in (0..<VerifiedStore.pictures).reversed() {
            clock.pass(seconds: 86_400)
            // One byte is never enough, so each pass reads one object.
            let found = try await verify(store, clock, readings.disk) { $0.maxBytes = 1 }
            #expect(found.named == [])
            #expect(found.summary.blobs == 1)
            #expect(found.summary.leftBlobs == left)
            #expect((found.summary.leftBytes == 0) == (left == 0))
            read += readings.take()
        }
        #expect(read.count == VerifiedStore.pictures)
        #expect(Set(read) == PassTests.all)
        // The pass is over: the next begins with those that were read longest ago.
        clock.pass(seconds: 86_400)
        _ = try await verify(store, clock, readings.disk) { $0.maxBytes = 1 }
        #expect(readings.take() == [read[0]])
    }

    @Test("ends in order when its time is up")
    func maxSeconds() async throws {
        let store = try await VerifiedStore()
        let clock = TestClock()
        let readings = Readings()
        let slow = readings.disk { _ in clock.pass(seconds: 10) }
        let found = try await verify(store, clock, slow) { $0.maxSeconds = 25 }
        #expect(found.summary.blobs == 3)
        #expect(found.summary.leftBlobs == 3)
        #expect(!found.summary.wasInterrupted)
        let rest = try await verify(store, clock, readings.disk) { _ in }
        #expect(rest.summary.blobs == 3)
        #expect(rest.summary.leftBlobs == 0)
        #expect(Set(readings.take()) == PassTests.all)
    }

    @Test("that was interrupted goes on, and a defect found before is not forgotten")
    func interrupted() async throws {
        let store = try await VerifiedStore()
        for seed in 0..<VerifiedStore.pictures {
            try store.flipBit(of: VerifiedStore.object(seed))
        }
        let clock = TestClock()
        let stop = StopSignal()
        let readings = Readings()
        let stopping = readings.disk { _ in stop.request() }
        let found = try await verify(store, clock, stopping, stop: stop) { _ in }
        #expect(found.summary.wasInterrupted)
        #expect(found.summary.blobs <= 1)
        clock.pass(seconds: 60)
        let rest = try await verify(store, clock, readings.disk) { _ in }
        #expect(rest.summary.blobs == VerifiedStore.pictures - found.summary.blobs)
        #expect(rest.summary.defects == VerifiedStore.pictures)
    }

    @Test("reads no faster than it may")
    func rate() async throws {
        let store = try await VerifiedStore()
        let clock = TestClock()
        let found = try await verify(store, clock, Disk()) { $0.rate = 100 }
        #expect(found.summary.blobs == VerifiedStore.pictures)
        // All but the last portion were waited for.
        let all = Double(found.summary.bytes) / 100
        let largest = all / Double(VerifiedStore.pictures) * 2
        #expect(clock.secondsPassed >= all - largest)
        #expect(clock.secondsPassed <= all)
    }

    @Test("does not read at all when only a quick look was asked for")
    func quick() async throws {
        let store = try await VerifiedStore()
        let readings = Readings()
        _ = try await verify(store, TestClock(), readings.disk) { $0.depth = .quick }
        #expect(readings.take() == [])
    }
}

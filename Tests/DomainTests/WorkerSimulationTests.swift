import Foundation
import Testing

@testable import Domain

/// A queue under many workers whose messages get lost in either direction, who die, and who come back late.
@Suite("Worker simulation") struct WorkerSimulationTests {
    private static let isDeep = ProcessInfo.processInfo.environment["STILLSTORE_DEEP"] != nil
    private static let seeds: ClosedRange<UInt64> = isDeep ? 1...24 : 1...4

    @Test("does each job once or names why not, charges once, and ends", arguments: seeds)
    func simulation(seed: UInt64) throws {
        let simulation = try WorkerSimulation(
            seed: seed, workers: WorkerSimulationTests.isDeep ? 300 : 40,
            jobs: WorkerSimulationTests.isDeep ? 1500 : 160)
        try simulation.run()
    }
}

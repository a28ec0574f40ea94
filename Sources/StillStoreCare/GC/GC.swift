import Catalog
import ContentStore
import Foundation
package import StillStoreCore
import Synchronization
import Values

extension Library {
    /// Collects what nothing needs any more: its rows are removed, its files move to `trash/`.
    ///
    /// Safe beside anything else that works in the store, except a backup or another `gc`,
    /// which it waits for or refuses. It works in short steps, so that commits come between;
    /// `report` is called for each thing once it is done, `stop` ends the run after the step in
    /// flight, and another run continues.
    /// - Throws: what keeps the store as a whole from working.
    package func gc(
        _ request: GCRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (GCEvent) -> Void
    ) async throws -> GCSummary {
        try await stop.heeding { () async throws -> GCSummary in
            let (turn, session, steps) = try await workers.run { [self] in
                let turn = try request.isDryRun ? nil : directory.beginGC()
                if !request.isDryRun { try truncateUncommittedFacts() }
                do { try requireCurrentCatalog() } catch {
                    turn?.release()
                    throw error
                }
                // Making a staging area sweeps those of dead processes, so these are counted first.
                let leftovers = try StagingArea.leftovers(in: directory)
                let session =
                    request.isDryRun
                    ? nil : try RunSession(self, verb: "gc", arguments: request.arguments)
                let run = try GCRun(self, request, session) { report(.item($0)) }
                try run.pullBackEnds()
                return (turn, session, SharedSteps(GCSteps(run, leftovers)))
            }
            defer { turn?.release() }
            if let session { report(.started(run: session.id)) }
            do {
                while !stop.isRequested, try await workers.run({ try steps.next() }) {}
                return try await workers.run {
                    var summary = try steps.end()
                    summary.wasInterrupted = stop.isRequested
                    try session?.finish(
                        stop.isRequested ? .interrupted : .completed, summary.runCounts)
                    return summary
                }
            } catch {
                try? session?.finish(.failed, nil, error: describe(error, words))
                throw error
            }
        }
    }
}

/// A part of a garbage collection, done in short steps.
protocol GCPart: AnyObject {
    /// False if there is nothing left to do.
    func step(_ run: GCRun) throws -> Bool
}

/// All parts, one after the other. Rows come first: an object whose row is removed is then found as
/// one without a row.
final class GCSteps {
    let run: GCRun
    private var parts: [any GCPart]

    init(_ run: GCRun, _ leftovers: [(path: FilePath, bytes: UInt64)]) {
        self.run = run
        parts = [
            PurgeRows(), PurgeAssets(.superseded), PurgeAssets(.deleted),
            SweepContent(), SweepObjects(), SweepOutdatedRenditions(), SweepStrayRenditions(),
            SweepLeftovers(leftovers), SweepDirectories(),
        ]
    }

    /// False at the end.
    func next() throws -> Bool {
        guard let part = parts.first else { return false }
        if try !part.step(run) {
            parts.removeFirst()
            try run.sync()
        }
        return true
    }
}

/// Steps that tasks may share: only one at a time gets one.
private final class SharedSteps: Sendable {
    private let steps: Mutex<GCSteps>

    init(_ steps: sending GCSteps) { self.steps = Mutex(steps) }

    func next() throws -> Bool { try steps.withLock { try $0.next() } }

    func end() throws -> GCSummary {
        try steps.withLock { steps in
            try steps.run.sync()
            return steps.run.summary
        }
    }
}

extension GCSummary {
    /// As the record of a run has them.
    var runCounts: RunCounts {
        var counts = RunCounts()
        counts.found = count
        counts.bytes = Int(bytes)
        return counts
    }
}

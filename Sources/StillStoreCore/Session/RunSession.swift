package import Catalog
package import ContentStore
import Foundation
import Values

/// The record of a run in the catalogue, with its staging area and its journal.
package final class RunSession: Sendable {
    package let id: String
    package let staging: StagingArea
    package let journal: Journal
    private let library: Library

    package init(_ library: Library, verb: String, arguments: [String]) throws {
        self.library = library
        let id = library.clock.makeID()
        self.id = id
        staging = try library.stagingArea(named: id)
        journal = Journal(in: library.directory, name: id)
        let arguments = String(decoding: try JSONEncoder().encode(arguments), as: UTF8.self)
        // Making a staging area swept those of dead processes: a run without one is over.
        let dead = try library.catalog.read { try $0.runningRuns() }.filter {
            try !StagingArea.isAlive($0, in: library.directory)
        }
        try library.catalog.write(.deferred) { writer in
            for run in dead {
                try writer.finishRun(
                    id: run, .interrupted, error: TruncateUncommittedFacts.diedUnfinished,
                    at: library.clock.now()
                )
            }
            try writer.beginRun(id: id, verb: verb, arguments: arguments, at: library.clock.now())
        }
    }

    package func finish(_ status: RunStatus, _ counts: RunCounts?, error: String? = nil) throws {
        defer { library.release(staging) }
        try library.catalog.write { writer in
            if let counts { try writer.updateRun(id: id, counts) }
            try writer.finishRun(id: id, status, error: error, at: library.clock.now())
        }
    }
}

import Catalog
import Foundation
import GenerationMetadata
package import StillStoreCore

extension Library {
    /// Reads what the files of pictures say of how they were made, and records it. Files are read from
    /// their headers. Another run continues one that was stopped or killed: what it recorded is not
    /// missing any more.
    ///
    /// `report` is called when a page is recorded. `stop` ends the run after the page in flight.
    /// - Throws: what keeps the store as a whole from working. What was recorded stays.
    package func index(
        _ request: IndexRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (IndexEvent) -> Void
    ) async throws -> IndexSummary {
        try await stop.heeding { () async throws -> IndexSummary in
            let began = Date()
            let session = try await workers.run { [self] in
                try RunSession(self, verb: "index", arguments: request.arguments)
            }
            report(.started(run: session.id))
            do {
                let run = IndexRun(
                    library: self, session: session, request: request, report: report)
                let counts = try await run.run(stop)
                let status = stop.isRequested ? RunStatus.interrupted : .completed
                try await committer.run { try session.finish(status, counts) }
                return IndexSummary(
                    run: session.id, counts: counts, wasInterrupted: stop.isRequested,
                    seconds: -began.timeIntervalSinceNow)
            } catch {
                try? session.finish(.failed, nil, error: describe(error, words))
                throw error
            }
        }
    }
}

/// One run: page by page, each read by the workers and recorded in one transaction.
private struct IndexRun: Sendable {
    let library: Library
    let session: RunSession
    let request: IndexRequest
    let report: @Sendable (IndexEvent) -> Void

    /// Rows read by a version before this one are read again; nil: none are.
    private var version: Int? {
        switch request.selection {
        case .missing: nil
        case .stale: GenerationRecord.currentExtractorVersion
        case .all: .max
        }
    }

    func run(_ stop: StopSignal) async throws -> RunCounts {
        let total = try await library.scanner.run {
            try library.catalog.read { try $0.countUnreadMetadata(before: version) }
        }
        report(.counted(total))
        var counts = RunCounts()
        var last: UnreadMetadata?
        while !stop.isRequested {
            let after = last?.digest
            let page = try await library.scanner.run {
                try library.catalog.read {
                    try $0.unreadMetadata(before: version, after: after, limit: request.pageRows)
                }
            }
            guard let end = page.last else { break }
            last = end
            let read = try await read(page)
            let before = counts
            counts = try await library.committer.run { try record(read, before) }
        }
        return counts
    }

    private func read(_ page: [UnreadMetadata]) async throws -> [ReadFile] {
        try await withThrowingTaskGroup(of: (Int, [ReadFile]).self) { group in
            // A file takes less time than handing it to a thread.
            let starts = stride(from: 0, to: page.count, by: 32)
            for start in starts {
                let part = page[start..<min(start + 32, page.count)]
                group.addTask {
                    try await library.workers.run { (start, part.map(library.readMetadata)) }
                }
            }
            var parts: [Int: [ReadFile]] = [:]
            for try await (start, files) in group { parts[start] = files }
            return starts.flatMap { parts[$0] ?? [] }
        }
    }

    private func record(_ files: [ReadFile], _ before: RunCounts) throws -> RunCounts {
        var failures: [Failure] = []
        // It can be read again: who loses it to a crash finds it missing.
        let counts = try library.catalog.write(.deferred) { writer in
            var counts = before
            failures = []
            for file in files {
                counts.found += 1
                switch file.outcome {
                case .read(let metadata):
                    try writer.upsert(metadata, of: file.digest)
                    if metadata.record == nil { counts.unchanged += 1 } else { counts.stored += 1 }
                case .failed(let failure):
                    counts.failed += 1
                    failures.append(failure)
                    try writer.insert(
                        RunFailure(number: counts.failed, failure, library.words), run: session.id)
                }
            }
            try writer.updateRun(id: session.id, counts)
            return counts
        }
        for failure in failures { report(.failed(failure)) }
        report(.indexed(files.count - failures.count))
        return counts
    }
}

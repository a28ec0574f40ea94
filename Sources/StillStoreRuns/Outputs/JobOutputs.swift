import Catalog
import ContentStore
package import Domain
package import StillStoreCore
import Synchronization
import Values

/// What a job made, on its way into the store.
package struct OutputFile: Sendable {
    /// Which output it is; the asset is filled in.
    package var output: JobOutput
    package var source: Uploads.Source
    /// For the extension of what is no picture.
    package var name: String

    package init(_ output: JobOutput, _ source: Uploads.Source, named name: String = "output.bin") {
        (self.output, self.source, self.name) = (output, source, name)
    }
}

/// What a job made, where somebody else has it: it is fetched later.
package struct OutputSource: Sendable {
    /// Which output it is; the asset is filled in.
    package var output: JobOutput
    package var uri: String
    /// A person named it, who may name hosts of the own network and files.
    package var isTrusted: Bool

    package init(_ output: JobOutput, at uri: String, isTrusted: Bool = false) {
        (self.output, self.uri, self.isTrusted) = (output, uri, isTrusted)
    }
}

/// What became of outputs that were handed in.
package struct OutputsOutcome: Sendable {
    /// In the order of the files; empty where the job was completed before.
    package let items: [IngestItem]
    /// Why the job is not completed: then the files that could be stored are assets that belong to no
    /// generation.
    package let completion: Result<JobCompletion, any Error>
}

/// Files that could not be stored.
package struct OutputsRefused: Error {
    package let failures: [Failure]
}

/// Completes jobs with bytes, from any number of tasks: the files and what the domain makes of them are one
/// durable step. They land at `generated/{job_id}/{index}_{timestamp}.{ext}`.
///
/// A program that serves many keeps one for as long as the store is open.
package final class JobOutputs: Sendable {
    private struct Delivery: Sendable {
        let job: String
        let lease: Int
        let viewer: Viewer
        let outputs: [JobOutput]
        let failures: [String]
        let items: [PreparedItem]
        let waiting: [WaitingOutput]
        let prepare: Prepare
        let session: WriteSession
    }

    /// What the domain made of each delivery of a batch, when the transaction was last tried.
    private final class Completions: Sendable {
        let results = Mutex<[Result<JobCompletion, any Error>]>([])
    }

    private let library: Library
    private let commits: CommitQueue<Delivery, OutputsOutcome>

    package init(_ library: Library) {
        self.library = library
        commits = CommitQueue(library, together: { $0.session === $1.session }) {
            try JobOutputs.commit($0, library)
        }
    }

    /// - Parameters:
    ///   - sources: where more of it is. Their generations are there at once, and wait for their bytes,
    ///     which a run fetches as it fetches others; the counts of the job follow.
    ///   - failures: what else was wanted and why there is none.
    /// - Throws: what keeps the store from working; `DomainError.notFound` for a job that the viewer does
    ///   not work on; `RetrievalError` for a source that cannot be one. Why a job is not completed is in
    ///   the outcome.
    package func complete(
        _ job: String, lease: Int, as viewer: Viewer, _ files: [OutputFile],
        sources: [OutputSource] = [], failures: [String] = []
    ) async throws -> OutputsOutcome {
        let target = try await library.queries.domain(as: viewer) {
            try $0.jobs.outputTarget(job, lease: lease)
        }
        if let done = target.completion {
            return OutputsOutcome(items: [], completion: .success(done))
        }
        let (session, waiting) = try await library.workers.run { [library] in
            let describe = DescribeOutput(library, target)
            let waiting = try sources.map(describe.describe)
            return (try library.beginWriting(), waiting)
        }
        do {
            let prepare = prepare(for: target, session)
            let items = try await library.workers.map(files) { [self] file in
                try PrepareUpload(prepare: prepare, staging: session.staging).prepare(
                    file.source, at: place(file, of: job), named: file.name.utf8,
                    "output \(file.output.index)")
            }
            let outcome = try await commits.commit(
                Delivery(
                    job: job, lease: lease, viewer: viewer, outputs: files.map(\.output),
                    failures: failures, items: items, waiting: waiting, prepare: prepare,
                    session: session))
            await end(session)
            return outcome
        } catch {
            await end(session)
            throw (error as? StoreFailure)?.cause ?? error
        }
    }

    private func prepare(for target: OutputTarget, _ session: WriteSession) -> Prepare {
        var placement = IngestRequest.Placement()
        placement.origin = .generated
        placement.userID = target.userID
        placement.jobID = target.jobID
        return Prepare(
            library: library, staging: session.staging, transfer: .copy, keepsUndecodable: true,
            placement: placement)
    }

    private func place(_ file: OutputFile, of job: String) -> Target {
        .retrieved(
            RetrievedTarget(
                bucket: OutputPlace.bucket,
                template: OutputPlace.template(file.output.index, of: job),
                name: Array(file.name.utf8), timestamp: library.clock.now()))
    }

    private func end(_ session: WriteSession) async {
        do {
            try await library.workers.run { [library] in library.endWriting(session) }
        } catch {
            // The store is closed, and the session with it.
        }
    }

    private static func commit(
        _ batch: [Delivery], _ library: Library
    ) throws -> [OutputsOutcome] {
        let session = batch[0].session
        let completions = Completions()
        let counts = batch.map(\.items.count)
        let step = CommitBatch(
            library: library, staging: session.staging, journal: session.journal, run: nil,
            alongside: { items, writer, facts in
                let results = try zip(batch, items.cut(counts)).map {
                    try complete($0, with: $1, library, writer, &facts)
                }
                completions.results.withLock { $0 = results }
            })
        let prepares = batch.flatMap { delivery in delivery.items.map { _ in delivery.prepare } }
        let items = try library.committing(in: session) {
            try FinishBatch(step: step, prepares: prepares)
                .finish(batch.flatMap(\.items), RunCounts()).0
        }
        let results = completions.results.withLock { $0 }
        return zip(items.cut(counts), results).map {
            OutputsOutcome(items: $0, completion: $1)
        }
    }

    /// In the transaction. What the domain refuses leaves the files where they are.
    private static func complete(
        _ delivery: Delivery, with items: [IngestItem], _ library: Library,
        _ writer: CatalogWriter, _ facts: inout JournalFacts
    ) throws -> Result<JobCompletion, any Error> {
        let refused = items.compactMap(\.failure)
        if !refused.isEmpty { return .failure(OutputsRefused(failures: refused)) }
        var outputs = delivery.outputs
        for (index, item) in items.enumerated() { outputs[index].assetID = item.assetID }
        do {
            // Of a job that is not to be completed nothing is fetched.
            if let known = try requireHeld(delivery, library, writer, &facts) {
                return .success(known)
            }
            for waiting in delivery.waiting {
                outputs.append(waiting.output)
                try waiting.register(writer, &facts)
            }
            return .success(
                try library.domain.change(alongside: writer, &facts, as: delivery.viewer) {
                    try $0.jobs.complete(
                        delivery.job, lease: delivery.lease, outputs: outputs,
                        failures: delivery.failures)
                })
        } catch {
            // Where the engine gave the whole transaction up, none of it is there.
            guard writer.isIntact else { throw error }
            return .failure(error)
        }
    }
}

extension JobOutputs {
    /// - Returns: what the job was completed with meanwhile.
    private static func requireHeld(
        _ delivery: Delivery, _ library: Library, _ writer: CatalogWriter,
        _ facts: inout JournalFacts
    ) throws -> JobCompletion? {
        if delivery.waiting.isEmpty { return nil }
        return try library.domain.change(alongside: writer, &facts, as: delivery.viewer) {
            let target = try $0.jobs.outputTarget(delivery.job, lease: delivery.lease)
            if target.completion == nil {
                _ = try $0.jobs.held(delivery.job, lease: delivery.lease)
            }
            return target.completion
        }
    }
}

extension Array {
    /// Consecutive parts of these lengths.
    fileprivate func cut(_ counts: [Int]) -> [[Element]] {
        var rest = self[...]
        return counts.map { count in
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
    }
}

extension IngestItem {
    fileprivate var failure: Failure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }
}

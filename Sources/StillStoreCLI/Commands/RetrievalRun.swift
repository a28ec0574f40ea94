import ArgumentParser
import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// What fetch, enqueue and retry share: open the store, run, print, exit.
struct RetrievalRun {
    let options: StoreOptions
    let limits: LimitOptions

    init(_ options: StoreOptions, _ limits: LimitOptions) {
        self.options = options
        self.limits = limits
    }

    func fetch(_ request: FetchRequest, _ sources: SourceOptions) async throws {
        let isNew = try !options.hasStore
        // Checked before a store is created; an existing store has limits of its own.
        if isNew { try request.checkPlacement(NameLimits()) }
        try await run(
            creating: !request.isDryRun, registers: request.enqueues, isDryRun: request.isDryRun
        ) { library, stop, report in
            if isNew, !request.isDryRun, !options.quiet {
                Console.message("made a new store at \(printable(options.path.text))")
            }
            var request = request
            try sources.placement.setOwner(&request.placement, in: library)
            try sources.generation.add(to: &request.placement, sources.placement, in: library)
            return try await library.fetch(request, stop: stop, report: report)
        }
    }

    func retry(_ request: RetryRequest) async throws {
        try await run(creating: false) { library, stop, report in
            var request = request
            request.filter.bucket = try request.filter.bucket.map(library.checkBucket)
            return try await library.retry(request, stop: stop, report: report)
        }
    }

    private func run(
        creating: Bool, registers: Bool = false, isDryRun: Bool = false,
        _ body: (Library, StopSignal, @escaping @Sendable (RetrievalEvent) -> Void) async throws
            -> RetrievalSummary
    ) async throws {
        let library = try options.open { options in
            options.createsIfMissing = creating
            options.limits = limits.settings
        }
        defer { library.close() }
        let output = RetrievalOutput(
            options, registers: registers || isDryRun, isDryRun: isDryRun)
        let interrupt = Interrupt(
            isQuiet: options.quiet,
            note: "stopping; what was begun can be resumed; interrupt again to stop at once")
        let summary: RetrievalSummary
        do {
            summary = try await body(library, interrupt.stop, output.receive)
        } catch {
            output.stopped()
            throw error
        }
        output.finish(summary)
        try Exit.check(
            wasInterrupted: summary.wasInterrupted,
            failed: summary.counts.failed + summary.untried)
    }
}

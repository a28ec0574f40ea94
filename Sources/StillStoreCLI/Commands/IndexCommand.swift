import ArgumentParser
import Catalog
import Foundation
import StillStoreCore
import StillStoreRuns
import Wire

struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Read what generators wrote into the pictures that are there.",
        discussion: """
            New pictures are read when they come. This is for those that came before, or after the \
            program has learnt to read more: \u{201C}stillstore index --stale\u{201D}. Files are read from their \
            headers. Then the index of searches is brought up to date; with --all it is made anew. \
            Stopping is safe, and running it again goes on.
            """)

    enum Selection: EnumerableFlag {
        case missing, stale, all

        static func help(for value: Selection) -> ArgumentHelp? {
            switch value {
            case .missing: "Pictures that were never read (the default)."
            case .stale: "And those that an earlier version of the reader read."
            case .all: "All of them."
            }
        }
    }

    @Flag var selection = Selection.missing

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let library = try options.open()
        defer { library.close() }
        let output = IndexOutput(options)
        let interrupt = Interrupt(isQuiet: options.quiet)
        var request = IndexRequest()
        request.selection =
            switch selection {
            case .missing: .missing
            case .stale: .stale
            case .all: .all
            }
        request.arguments = GivenArguments.recorded
        let summary: IndexSummary
        do {
            summary = try await library.index(
                request, stop: interrupt.stop, report: output.receive)
        } catch {
            output.stopped()
            throw error
        }
        if selection == .all { try library.renewSearchIndex() }
        try library.refreshSearchIndex(stop: interrupt.stop)
        output.finish(summary)
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.counts.failed)
    }
}

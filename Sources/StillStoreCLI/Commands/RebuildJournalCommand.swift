import ArgumentParser
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct RebuildJournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Write the journal anew from the catalogue.",
        discussion: """
            For a journal of which files or lines were lost, as 'stillstore verify' says: from it \
            the catalogue would be rebuilt. No other program may work in the store meanwhile. \
            What was there is moved to quarantine/.
            """)

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let interrupt = Interrupt(
            isQuiet: options.quiet,
            note: "ending; the journal stays as it was; interrupt again to stop at once")
        let progress = ProgressLine(isQuiet: options.quiet || options.json)
        let summary = try await Library.rebuildJournal(
            at: options.path, stop: interrupt.stop
        ) { failure in
            if options.json {
                Console.json(FailedJSON(failure, RemedyWords.words))
            } else {
                progress.clear()
                Console.result("failed  \(printable(failure.file)): \(printable(failure.sentence))")
            }
        } examined: { count in
            progress.step(count)
        }
        progress.end()
        if options.json {
            Console.json(JournalSummaryJSON(summary))
        } else if summary.wasInterrupted {
            Console.result("interrupted: the journal is as it was")
        } else {
            Console.result(
                "\(Format.count(summary.assets, "asset")) written to the journal, \(summary.failed) failed"
            )
        }
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.failed)
    }
}

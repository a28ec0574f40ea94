import ArgumentParser
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct RebuildTreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Make the links under buckets/ what the catalogue says.",
        discussion: """
            Links that are absent or wrong are made. What the catalogue does not know is moved to \
            quarantine/, and directories that held nothing else are removed.
            """)

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let library = try options.open()
        defer { library.close() }
        let interrupt = Interrupt(isQuiet: options.quiet)
        let progress = ProgressLine(isQuiet: options.quiet || options.json)
        let summary = try await library.rebuildTree(stop: interrupt.stop) { repair in
            let output = TreeRepairJSON(repair, RemedyWords.words)
            if options.json {
                Console.json(output)
            } else if !options.quiet || output.reason != nil {
                progress.clear()
                let reason = output.reason.map { ": \(printable($0))" } ?? ""
                Console.result("\(output.event.rawValue)  \(printable(output.path))\(reason)")
            }
        } examined: { count in
            progress.step(count)
        }
        progress.end()
        if options.json {
            Console.json(TreeSummaryJSON(summary))
        } else {
            Console.result(
                "\(Format.count(summary.paths, "path")): \(summary.made) made, \(summary.replaced) replaced, \(summary.movedAside) moved to quarantine, \(summary.failed) failed"
            )
        }
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.failed)
    }
}

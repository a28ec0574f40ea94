import ArgumentParser
import StillStore

struct RebuildTreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Make the links under buckets/ what the catalogue says.",
        discussion: """
            Links that are absent or wrong are made. What the catalogue does not know is moved to \
            quarantine/, and directories that held nothing else are removed.
            """)

    @OptionGroup var options: StoreOptions

    private struct Output: Encodable {
        let event, path: String
        var reason: String?
    }

    private struct Summary: Encodable {
        let event = "summary"
        let paths, made, replaced, moved, failed: Int
        let interrupted: Bool
    }

    func run() async throws {
        let library = try options.open()
        defer { library.close() }
        let interrupt = Interrupt(isQuiet: options.quiet)
        let progress = ProgressLine(isQuiet: options.quiet || options.json)
        let summary = try await library.rebuildTree(stop: interrupt.stop) { repair in
            let output = output(repair)
            if options.json {
                Console.json(output)
            } else if !options.quiet || output.reason != nil {
                progress.clear()
                let reason = output.reason.map { ": \(printable($0))" } ?? ""
                Console.result("\(output.event)  \(printable(output.path))\(reason)")
            }
        } examined: { count in
            progress.step(count)
        }
        progress.end()
        if options.json {
            Console.json(
                Summary(
                    paths: summary.paths, made: summary.made, replaced: summary.replaced,
                    moved: summary.movedAside, failed: summary.failed,
                    interrupted: summary.wasInterrupted))
        } else {
            Console.result(
                "\(Format.count(summary.paths, "path")): \(summary.made) made, \(summary.replaced) replaced, \(summary.movedAside) moved to quarantine, \(summary.failed) failed"
            )
        }
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.failed)
    }

    private func output(_ repair: TreeRepair) -> Output {
        switch repair {
        case .made(let path): Output(event: "made", path: path)
        case .replaced(let path): Output(event: "replaced", path: path)
        case .movedAside(let path): Output(event: "moved", path: path)
        case .failed(let failure):
            Output(event: "failed", path: failure.file, reason: failure.reason)
        }
    }
}

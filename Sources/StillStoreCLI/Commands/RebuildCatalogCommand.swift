import ArgumentParser
import Catalog
import ContentStore
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values
import Wire

struct RebuildCatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue",
        abstract: "Make catalog.sqlite anew from the journal, the objects and the tree.",
        discussion: """
            For a catalogue that is gone or damaged. Every object is read, hashed and decoded. No \
            other program may work in the store meanwhile. The catalogue that was there is moved \
            to quarantine/, once the new one is complete; not where a file cannot be read, \
            unless --skip-unreadable is given.

            Not restored: the records of runs and their failures, the logs of attempts to fetch, \
            and what is only a cache.
            """,
        aliases: ["catalog"])

    @Flag(
        name: .long, help: "Give objects that nothing else knows a place in the bucket recovered.")
    var adopt = false

    @Option(name: .shortAndLong, help: "Pictures worked on at once (default: one a core).")
    var jobs: Int?

    @OptionGroup var unreadable: UnreadableOptions
    @OptionGroup var limits: LimitOptions
    @OptionGroup var options: StoreOptions

    private static let shown = 100

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs is a number from 1 to 256.")
        }
    }

    func run() async throws {
        var request = RebuildRequest()
        request.adopts = adopt
        request.skipsUnreadable = unreadable.skipUnreadable
        request.limits = limits.settings
        request.words = RemedyWords.words
        if let jobs { request.jobs = jobs }
        let interrupt = Interrupt(
            isQuiet: options.quiet,
            note: "ending; the catalogue stays as it was; interrupt again to stop at once")
        let progress = ProgressLine(isQuiet: options.quiet || options.json)
        let unclaimed = Mutex(0)
        // Also if an error is printed next.
        defer { progress.end() }
        let summary = try await Library.rebuildCatalog(
            at: options.path, request, stop: interrupt.stop
        ) { event in
            switch event {
            case .began(let phase):
                if options.json {
                    Console.json(PhaseJSON(phase))
                } else if !options.quiet {
                    progress.clear()
                    Console.message(phase.words)
                }
            case .examined(let count): progress.step(count)
            case .problem(let failure):
                if options.json {
                    Console.json(FailedJSON(failure, RemedyWords.words))
                } else {
                    progress.clear()
                    Console.result(
                        "failed     \(printable(failure.file)): \(printable(failure.sentence))")
                }
            case .unclaimed(let digest):
                let number = unclaimed.withLock { count in
                    count += 1
                    return count
                }
                if options.json {
                    Console.json(UnclaimedJSON(digest))
                } else if number <= RebuildCatalogCommand.shown {
                    progress.clear()
                    Console.result("unclaimed  \(digest.hex)")
                }
            }
        }
        progress.end()
        print(summary)
        try Exit.check(wasInterrupted: summary.wasInterrupted, failed: summary.problems)
    }

    private func print(_ summary: RebuildSummary) {
        if options.json {
            Console.json(RebuildSummaryJSON(summary, peakMemory: peakMemoryBytes()))
            return
        }
        guard let counts = summary.counts else {
            Console.result("interrupted: the catalogue is as it was")
            return
        }
        if summary.unclaimed > 0 {
            Console.result(
                "\(Format.count(summary.unclaimed, "object")) without a name: 'stillstore rebuild catalogue --adopt' gives them one; 'stillstore gc' collects them"
            )
        }
        var parts = [
            "\(Format.count(counts.assets, "asset")) and \(counts.past) past",
            Format.count(counts.objects, "object"), Format.count(counts.renditions, "rendition"),
            "from \(Format.count(summary.facts, "fact"))",
        ]
        if summary.fromLinks > 0 {
            parts.append("\(Format.count(summary.fromLinks, "asset")) from links alone")
        }
        if summary.adopted > 0 { parts.append("\(summary.adopted) adopted") }
        parts.append("\(summary.problems) failed")
        Console.result(
            "\(parts.joined(separator: ", ")); done in \(Format.duration(summary.seconds))")
    }
}

extension RebuildPhase {
    fileprivate var words: String {
        switch self {
        case .journal: "reading the journal"
        case .objects: "reading every object"
        case .history: "putting the facts in order"
        case .renditions: "reading the renditions"
        case .links: "reading the tree"
        case .check: "checking the new catalogue"
        }
    }
}

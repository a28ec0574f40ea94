import ContentStore
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Values
import Wire

/// Prints what `gc` collects, or would collect.
final class GCOutput: Sendable {
    private let options: StoreOptions
    private let isDryRun: Bool
    private let progress: ProgressLine

    init(_ options: StoreOptions, isDryRun: Bool) {
        self.options = options
        self.isDryRun = isDryRun
        progress = ProgressLine(isQuiet: options.quiet)
    }

    func receive(_ event: GCEvent) {
        switch event {
        case .started(let run): if options.json { Console.json(StartedJSON(run: run)) }
        case .item(let item):
            progress.step()
            if options.json { Console.json(GCItemJSON(item, isDryRun: isDryRun)) }
        }
    }

    func finish(_ summary: GCSummary) {
        progress.end()
        if options.json {
            Console.json(GCSummaryJSON(summary, isDryRun: isDryRun))
            return
        }
        var rows: [[String]] = []
        for kind in GCItem.Kind.allCases {
            guard let tally = summary.tallies[kind] else { continue }
            rows.append([
                "\(tally.count)", kind.words(tally.count),
                tally.bytes > 0 ? Format.bytes(tally.bytes) : "-",
            ])
        }
        if !rows.isEmpty { Console.result(Format.table(rows, right: [0, 2])) }
        let start = summary.wasInterrupted ? "interrupted: " : isDryRun ? "dry run: " : ""
        var line = "\(start)nothing to collect"
        if summary.count > 0 {
            line = "\(start)\(Format.bytes(summary.bytes)) "
            line += isDryRun ? "could be collected: gc --apply" : "collected"
            if let trash = summary.trash { line += ", in \(printable(trash))" }
        }
        Console.result(line)
    }
}

extension GCItem.Kind {
    fileprivate func words(_ count: Int) -> String {
        let isOne = count == 1
        return switch self {
        case .asset: isOne ? "asset" : "assets"
        case .content: isOne ? "picture's bytes" : "pictures' bytes"
        case .object: isOne ? "object without a row" : "objects without rows"
        case .rendition: isOne ? "rendition" : "renditions"
        case .staging: isOne ? "dead run's staging" : "dead runs' staging"
        case .partial: isOne ? "begun transfer" : "begun transfers"
        case .refusal: isOne ? "note of an old recipe" : "notes of old recipes"
        case .directory: isOne ? "empty directory" : "empty directories"
        case .row: isOne ? "deleted row" : "deleted rows"
        }
    }
}

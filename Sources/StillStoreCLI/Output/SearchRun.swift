import ArgumentParser
import Catalog
import Domain
import StillStoreCore
import Values
import Wire

/// Carries out a search and prints its pages: for `search` and `list --query`.
struct SearchRun {
    var request: SearchRequest
    let showsAll: Bool
    /// On whose behalf; nil for the store's owner.
    let email: String?
    let options: StoreOptions

    static func validate(limit: Int) throws {
        guard SearchRequest.limits.contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 1000.")
        }
    }

    func run() throws {
        let library = try options.openToRead()
        defer { library.close() }
        let viewer = try library.domain.viewer(email: email)
        let progress = IndexingNote(isQuiet: options.quiet)
        var request = request
        while true {
            let page = try library.search(request, as: viewer, report: progress.report)
            progress.end()
            if options.json {
                for listing in page.listings { Console.json(AssetJSON(listing)) }
            } else if !page.listings.isEmpty {
                Console.result(
                    Format.table(page.listings.map(AssetRow.cells), right: AssetRow.right))
            }
            if page.unindexed > 0, !options.quiet {
                Console.message(
                    "\(Format.count(page.unindexed, "change")) could not be indexed: the store cannot be written"
                )
            }
            guard let next = page.next else { return }
            request.after = next
            if showsAll { continue }
            if !options.quiet {
                Console.message("more: --after '\(printable(next))', or --all")
            }
            return
        }
    }
}

/// Says that assets are being indexed before the search itself.
final class IndexingNote {
    private let isQuiet: Bool
    private var progress: ProgressLine?
    private var seen = 0

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func report(_ done: Int) {
        let line = progress ?? ProgressLine(isQuiet: isQuiet, of: "asset")
        progress = line
        line.step(done - seen)
        seen = done
    }

    func end() {
        progress?.end()
        progress = nil
        seen = 0
    }
}

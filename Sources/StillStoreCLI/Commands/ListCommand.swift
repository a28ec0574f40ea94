import ArgumentParser
import Catalog
import Domain
import Foundation
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List assets: newest first, or by path within a bucket.",
        discussion: """
            --query takes a search, as 'stillstore search' does. With --since a bucket goes by time too. With --deleted the last deleted come first, \
            but with --prefix and without --since they go by path.
            """)

    @OptionGroup var filter: FilterOptions

    @Option(
        name: .long,
        help: "Only what this search finds; 'stillstore search --help' has its language.",
        transform: Typed.text)
    var query: String?

    @Flag(name: .long, help: "Also what was superseded or deleted.")
    var past = false

    @Flag(name: .long, help: "What was deleted and not yet collected, the last deleted first.")
    var deleted = false

    @Flag(name: .long, help: "What its source says that it has no more.")
    var gone = false

    @Option(name: .shortAndLong, help: "Assets on a page.")
    var limit = 50

    @Option(
        name: .long, help: "Continue behind this: what the page before says behind 'more:'.",
        transform: Typed.name)
    var after: String?

    @Flag(name: .long, help: "All pages.")
    var all = false

    @OptionGroup var options: StoreOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 10000.")
        }
        let isNarrowed =
            filter.bucket != nil || filter.status != nil || filter.kind != nil
            || filter.since != nil
        if gone, past || deleted || isNarrowed {
            throw ValidationError("--gone goes with no other choice of assets.")
        }
        if query != nil {
            if isNarrowed || filter.prefix != nil || past || deleted || gone {
                throw ValidationError(
                    "--query goes with no other choice of assets: it has filters of its own.")
            }
            try SearchRun.validate(limit: limit)
        }
        if past, deleted { throw ValidationError("--past and --deleted exclude each other.") }
    }

    func run() async throws {
        if let query {
            let request = SearchRequest(query, after: after, limit: limit)
            return try SearchRun(request: request, showsAll: all, email: nil, options: options)
                .run()
        }
        let library = try options.openToRead()
        defer { library.close() }
        var filter = try filter.filter(in: library)
        filter.includesPast = past
        filter.isOfDeleted = deleted
        filter.isOfGone = gone
        var after = after
        while true {
            let page = try library.list(filter, after: after, limit: limit)
            if options.json {
                for listing in page { Console.json(AssetJSON(listing)) }
            } else if !page.isEmpty {
                Console.result(
                    Format.table(page.map(row), right: isOfMissing ? [] : AssetRow.right))
            }
            guard page.count == limit, let last = page.last else { return }
            after = filter.cursor(behind: last)
            if all { continue }
            if !options.quiet {
                Console.message("more: --after '\(printable(after ?? ""))', or --all")
            }
            return
        }
    }

    private func row(_ listing: AssetListing) -> [String] {
        isOfMissing ? missingRow(listing) : AssetRow.cells(listing)
    }

    /// Assets without bytes have reasons instead of dimensions.
    private var isOfMissing: Bool { filter.status.map { $0 != .completed } ?? false }

    private func missingRow(_ listing: AssetListing) -> [String] {
        let asset = listing.asset
        let end = asset.retrieval.isPermanent ? "for good" : "given up"
        let next = asset.retrieval.nextAttempt.map(Format.moment) ?? end
        let reason = asset.retrieval.error.map {
            "\(printable($0)) [\(asset.retrieval.errorKind?.text ?? "")]"
        }
        return [
            asset.id, Format.time(asset.retrieval.firstAttempt ?? asset.createdAt),
            "\(Format.count(asset.retrieval.attempts, "attempt"))", next,
            printable(asset.source ?? ""), reason ?? asset.retrievalStatus.rawValue,
        ]
    }
}

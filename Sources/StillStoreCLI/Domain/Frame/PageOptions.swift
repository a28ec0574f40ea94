import ArgumentParser
import Domain

/// Which part of a list.
struct PageOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Rows on a page, up to 500.")
    var limit = 50

    @Option(
        name: .long, help: "Continue behind this: what the page before says behind 'more:'.",
        transform: Typed.text)
    var after: String?

    @Option(name: .long, help: "This page, counted from 1; the total is said too.")
    var page: Int?

    @Flag(name: .long, help: "All pages.")
    var all = false

    func validate() throws {
        guard PageRequest.limits.contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 500.")
        }
        if after != nil, page != nil {
            throw ValidationError("--after and --page exclude each other.")
        }
        if all, page != nil { throw ValidationError("--all and --page exclude each other.") }
        if let page, page < 1 { throw ValidationError("--page is a number from 1.") }
    }

    var first: PageRequest {
        if let page { return PageRequest(.number(page), limit: limit) }
        return PageRequest(after.map { .after($0) } ?? .start, limit: limit)
    }

    /// For people: how to go on, or how much there is.
    func note<Item>(_ shown: Page<Item>) -> String? {
        if let page, let total = shown.total {
            let pages = max(1, (total + limit - 1) / limit)
            return "page \(page) of \(pages); \(total) in all"
        }
        return shown.next.map { "more: --after '\(printable($0))', or --all" }
    }
}

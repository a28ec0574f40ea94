import ArgumentParser
import Catalog
import Domain
import StillStoreCore
import Wire

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find pictures by prompt, name, tag, model, date, likeness and more.",
        discussion: """
            Words beside each other must all be there; "in quotation marks" one behind the other; \
            castle* is a beginning; -people excludes; or means either; parentheses group. Filters: \
            prompt: negative: caption: name: path: model: lora: tag: seed: sampler: generator: steps: \
            cfg: width: height: size: ratio: format: kind: bucket: status: ai: rating: starred: album: \
            session: job: since: until: like: dup:, with ranges (steps:20..30, width>=2000). docs/search.md \
            has all of it.

            Put the search into quotation marks of the shell, and -- before one that begins with -.

            Example: stillstore search 'castle "red roof" -people model:painter since:30d'
            """)

    @Argument(help: "What to look for; nothing finds everything.", transform: Typed.text)
    var query: [String] = []

    @Option(
        name: .long,
        help: "newest, oldest, relevance (the best match first), path, or largest (most pixels).")
    var order = SearchOrder.newest

    @Option(name: .shortAndLong, help: "Assets on a page.")
    var limit = 50

    @Option(
        name: .long, help: "Continue behind this: what the page before says behind 'more:'.",
        transform: Typed.text)
    var after: String?

    @Flag(name: .long, help: "All pages.")
    var all = false

    @OptionGroup var domain: DomainOptions

    func validate() throws { try SearchRun.validate(limit: limit) }

    func run() async throws {
        let request = SearchRequest(
            query.joined(separator: " "), order: order, after: after, limit: limit)
        try SearchRun(request: request, showsAll: all, email: domain.email, options: domain.store)
            .run()
    }
}

extension SearchOrder: ExpressibleByArgument {}

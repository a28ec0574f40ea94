import ArgumentParser
import Domain
import StillStoreCore
import Wire

struct EventsCommand: DomainCommand {
    static let configuration: CommandConfiguration = .example(
        "events", "List what changed, in order; or follow it.",
        "events --follow --table jobs --session ID --json",
        more: """
            Without --after, --follow begins with what comes next. Events that are older than \
            the window that 'retain' keeps are gone: a note says so, and what is known is to be \
            read anew.
            """)

    @Option(name: .long, help: "Only those behind this number (default: 0).")
    var after: Int64?

    @Flag(name: .long, help: "Go on with what comes, until interrupted.")
    var follow = false

    @Option(
        name: .long, help: "Only of this table; may be repeated.",
        completion: .list(Entity.allCases.map(\.rawValue)), transform: Typed.text)
    var table: [String] = []

    @Option(name: .long, help: "Only of this project.", transform: Typed.text)
    var project: String?

    @Option(name: .long, help: "Only of this session.", transform: Typed.text)
    var session: String?

    @Option(
        name: .long, help: "Only of this user, for admins: an id or an e-mail address.",
        transform: Typed.text)
    var user: String?

    @Option(name: .shortAndLong, help: "At most so many (default: all that there are).")
    var limit: Int?

    @OptionGroup var domain: DomainOptions

    func validate() throws {
        if let odd = table.first(where: { Entity(rawValue: $0) == nil }) {
            throw ValidationError("There is no table \(printable(odd)).")
        }
        if let limit, limit < 1 { throw ValidationError("--limit is a number from 1.") }
    }

    func run() async throws {
        let library = try domain.store.openToRead()
        defer { library.close() }
        let viewer = try domain.viewer(in: library)
        let filter = try library.domain.read(as: viewer, self.filter)
        var number =
            try after
            ?? (follow
                ? library.domain.read(as: viewer) { try $0.events.newest() } : 0)
        var left = limit ?? .max
        let interrupt = follow ? Interrupt(isQuiet: true) : nil
        while left > 0 {
            let start = number
            let count = min(left, Events<DomainReader>.limits.upperBound)
            let page = try library.domain.read(as: viewer) {
                try $0.events.after(start, filter, limit: count)
            }
            if page.hasGap, !domain.store.quiet {
                Console.message("events behind \(start) are not kept any more: read anew")
            }
            domain.store.printRows(page.events.map(EventJSON.init))
            number = page.last
            left -= page.events.count
            if page.events.count == count { continue }
            guard let interrupt else { return }
            try await Task.sleep(for: .milliseconds(200))
            if interrupt.stop.isRequested { throw Exit.interrupted }
        }
    }

    private func filter(_ reader: DomainReader) throws -> EventFilter {
        var filter = EventFilter()
        (filter.tables, filter.project, filter.session) = (table, project, session)
        filter.user = try user.map { try reader.user($0).id }
        return filter
    }
}

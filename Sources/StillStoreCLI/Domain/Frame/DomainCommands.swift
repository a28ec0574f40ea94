import ArgumentParser
import Domain
import StillStoreCore
import Wire

/// A command that asks or changes what people have.
protocol DomainCommand: AsyncParsableCommand {
    var domain: DomainOptions { get }
}

/// Prints a list, a page at a time.
protocol ListingCommand: DomainCommand {
    associatedtype Item: WireJSON & TableRow
    var paging: PageOptions { get }
    /// What is done once, before the first page.
    func prepare(_ library: Library) throws
    func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<Item>
}

extension ListingCommand {
    func prepare(_ library: Library) throws {}
}

/// Prints a list that is short.
protocol ReadingCommand: DomainCommand {
    associatedtype Item: WireJSON & TableRow
    func items(_ reader: DomainReader) throws -> [Item]
}

/// Prints one thing in full.
protocol ShowingCommand: DomainCommand {
    associatedtype Item: WireJSON
    func item(_ reader: DomainReader) throws -> Item
}

/// Changes something and prints what it is now. Several rows are one transaction.
protocol ChangingCommand: DomainCommand {
    associatedtype Item: WireJSON & TableRow
    func change(_ transaction: DomainTransaction) throws -> [Item]
}

extension ListingCommand {
    func run() async throws {
        let library = try domain.store.openToRead()
        defer { library.close() }
        let viewer = try domain.viewer(in: library)
        try prepare(library)
        var request = paging.first
        while true {
            let asked = request
            let page = try library.domain.read(as: viewer) { try self.page(asked, $0) }
            domain.store.printRows(page.items)
            if let next = page.next, paging.all {
                request.position = .after(next)
                continue
            }
            if !domain.store.quiet, let note = paging.note(page) { Console.message(note) }
            return
        }
    }
}

extension ReadingCommand {
    func run() async throws { domain.store.printRows(try domain.read(items)) }
}

extension ShowingCommand {
    func run() async throws { domain.store.printDetails(try domain.read(item)) }
}

extension ChangingCommand {
    func run() async throws { domain.store.printRows(try domain.change(change)) }
}

extension CommandConfiguration {
    /// A command whose help ends with an example.
    static func example(
        _ name: String, _ abstract: String, _ example: String, more: String? = nil
    ) -> CommandConfiguration {
        let example = "Example: stillstore \(example)"
        return CommandConfiguration(
            commandName: name, abstract: abstract,
            discussion: more.map { "\($0)\n\n\(example)" } ?? example)
    }
}

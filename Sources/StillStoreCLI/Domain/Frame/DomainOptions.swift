import ArgumentParser
import Domain
import StillStoreCore

/// What every command on people and their work takes, and how it asks the store.
struct DomainOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Act as this user (default: the store's owner).", valueName: "email"),
        transform: Typed.text)
    var email: String?

    @OptionGroup var store: StoreOptions

    func viewer(in library: Library) throws -> Viewer {
        try library.domain.viewer(email: email)
    }

    /// Answers one question from one snapshot.
    func read<Value: Sendable>(_ body: (DomainReader) throws -> Value) throws -> Value {
        let library = try store.openToRead()
        defer { library.close() }
        return try library.domain.read(as: viewer(in: library), body)
    }

    /// Carries one change out: all of it, or nothing when anything throws.
    func change<Value: Sendable>(_ body: (DomainTransaction) throws -> Value) throws -> Value {
        let library = try store.open()
        defer { library.close() }
        return try library.domain.change(as: viewer(in: library), body)
    }
}

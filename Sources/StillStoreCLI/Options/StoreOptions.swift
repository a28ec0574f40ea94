import ArgumentParser
import ContentStore
import Foundation
import StillStoreCore
import Values

/// Options of every command.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .long, help: "The store's directory (default: $STILLSTORE_STORE, else ./store).",
        completion: .directory, transform: Typed.path)
    var store: FilePath?

    @Flag(name: .long, help: "Print one JSON object per line.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print results only: no progress, no notes.")
    var quiet = false

    var path: FilePath {
        store ?? environmentBytes("STILLSTORE_STORE").map { FilePath(bytes: $0) }
            ?? FilePath("store")
    }

    /// Whether the store that the options name exists.
    var hasStore: Bool {
        get throws { try Library.exists(at: path) }
    }

    /// Opens the store for reading, even if it is not writable.
    func openToRead() throws -> Library { try open { $0.onlyReads = true } }

    /// Opens the store that the options name.
    func open(_ configure: (inout Library.Options) -> Void = { _ in }) throws -> Library {
        var options = Library.Options()
        options.words = RemedyWords.words
        if !quiet { options.disk.waiting = WaitNote().print }
        configure(&options)
        return try Library(at: path, options)
    }
}

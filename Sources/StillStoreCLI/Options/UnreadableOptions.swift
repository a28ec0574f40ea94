import ArgumentParser

/// What a rebuild does about files that cannot be read.
struct UnreadableOptions: ParsableArguments {
    @Flag(
        name: .long,
        help: "Go on without what cannot be read; else it is named, and nothing is replaced.")
    var skipUnreadable = false
}

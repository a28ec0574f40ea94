import ArgumentParser
import ContentStore
import StillStoreCare
import StillStoreCore
import Values

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the whole store to another directory, or bring such a copy up to date.",
        discussion: """
            The copy is a store of its own: --store opens it, 'stillstore restore' makes a new store \
            of it. It holds what the store held at one moment, also while other programs work in \
            the store. Every file is hashed as it is copied and read back; only what is new is \
            copied the next time. Objects that the store has let go of since stay in the backup.

            Blocks are shared where the file system can (Btrfs, XFS). A backup that is stopped is \
            gone on with by running it again; until it is done, the one before is what it was.
            """)

    @Argument(
        help: "The directory; made if missing.", completion: .directory, transform: Typed.path)
    var directory: FilePath

    @Flag(
        name: .long,
        help:
            "Hard-link objects on the same file system: it takes no room, and a file that is damaged is damaged in both."
    )
    var link = false

    @Flag(name: .long, help: "Read what the backup has already, instead of looking at its size.")
    var fullCheck = false

    @Option(name: .shortAndLong, help: "Files worked on at once (default: one a core).")
    var jobs: Int?

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs is a number from 1 to 256.")
        }
    }

    func run() async throws {
        var request = BackupRequest(target: directory)
        request.links = link
        request.rereads = fullCheck
        request.arguments = GivenArguments.recorded
        let library = try options.open { options in
            options.onlyReads = true
            if let jobs { options.jobs = jobs }
        }
        defer { library.close() }
        try await BackupOutput(options).run("backed up to \(printable(directory.text))") {
            stop, report in
            try await library.backup(request, stop: stop, report: report)
        }
    }
}

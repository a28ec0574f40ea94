import ArgumentParser
import ContentStore
import StillStoreCare
import Values

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a new store of a backup.",
        discussion: """
            The new store is --store, an empty directory or none yet. The backup is only read, and \
            may be on media that cannot be written. Every file is hashed as it is copied and read \
            back. A restore that was stopped, or of which something failed, is gone on with by \
            running it again, as long as nobody works in the store.
            """)

    @Argument(
        help: "The backup's directory.", completion: .directory, transform: Typed.path)
    var backup: FilePath

    @Option(name: .shortAndLong, help: "Files worked on at once (default: one a core).")
    var jobs: Int?

    @OptionGroup var options: StoreOptions

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs is a number from 1 to 256.")
        }
    }

    func run() async throws {
        var request = RestoreRequest(from: backup, to: options.path)
        if let jobs { request.jobs = jobs }
        try await BackupOutput(options).run("restored to \(printable(options.path.text))") {
            stop, report in
            try await restore(request, stop: stop, report: report)
        }
    }
}

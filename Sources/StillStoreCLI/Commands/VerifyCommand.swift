import ArgumentParser
import ContentStore
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Values

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that the store is whole; repair what is not, with --repair.",
        discussion: """
            Every object, link, row and rendition is held against the others, and every byte \
            against its digest. A pass that was ended goes on where it stopped, so that a nightly \
            'verify --max-seconds 3600' proves the whole store over some nights.

            --repair says what it would do; with --apply it does it. Nothing is deleted: what is \
            damaged or does not belong goes to quarantine/, with a note.
            """)

    @Flag(name: .long, help: "Look at names, sizes and rows only; read no bytes.")
    var quick = false

    @Option(name: .long, help: "End in order after so many seconds; the rest is for the next time.")
    var maxSeconds: Double?

    @Option(name: .long, help: "End in order after so many bytes, such as 20G.")
    var maxBytes: ByteSize?

    @Option(name: .long, help: "Read so many bytes a second at most, such as 20M.")
    var rate: ByteSize?

    @Flag(name: .long, help: "Say how each defect would be repaired.")
    var repair = false

    @Flag(name: .long, help: "With --repair: do it.")
    var apply = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "With --repair: a store, or any directory, that may have lost bytes. Repeatable.",
            valueName: "dir"),
        completion: .directory, transform: Typed.path)
    var from: [FilePath] = []

    @OptionGroup var allowed: AllowHostOptions
    @OptionGroup var options: StoreOptions

    func validate() throws {
        if apply, !repair { throw ValidationError("--apply is part of --repair.") }
        if !from.isEmpty, !repair { throw ValidationError("--from is part of --repair.") }
        if quick, maxSeconds != nil || maxBytes != nil || rate != nil {
            throw ValidationError(
                "--quick reads no bytes: leave out --max-seconds, --max-bytes and --rate.")
        }
        if let maxSeconds, !(maxSeconds > 0 && maxSeconds < 1e9) {
            throw ValidationError("--max-seconds is a number above 0.")
        }
    }

    func run() async throws {
        let library = try repair && apply ? options.open() : options.openToRead()
        defer { library.close() }
        var request = VerifyRequest()
        request.depth = quick ? .quick : .full
        request.repair = repair ? (apply ? .apply : .plan) : .none
        request.maxSeconds = maxSeconds
        request.maxBytes = maxBytes?.bytes
        request.rate = rate?.bytes
        request.donors = from
        request.retrieval.allowedHosts = allowed.allowHost
        let output = VerifyOutput(options)
        let interrupt = Interrupt(
            isQuiet: options.quiet,
            note: "stopping; what was verified is remembered; interrupt again to stop at once")
        let summary: VerifySummary
        do {
            summary = try await library.verify(
                request, stop: interrupt.stop, report: output.receive)
        } catch {
            output.stopped()
            throw error
        }
        output.finish(summary)
        try Exit.check(
            wasInterrupted: summary.wasInterrupted, failed: summary.remaining ?? summary.defects)
    }
}

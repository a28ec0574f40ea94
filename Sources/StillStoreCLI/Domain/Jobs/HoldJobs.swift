import ArgumentParser
import ContentStore
import Domain
import StillStoreCore
import StillStoreRuns
import Values
import Wire

extension JobsCommand {
    struct Claim: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "claim", "Give a worker the job whose turn it is; prints nothing when there is none.",
            "jobs claim --worker gpu-1 --type image",
            more: """
                The worker is made known if it is not. The line has the job's id, the number of \
                its lease, its type and prompt. Leases of workers that fell silent run out first.
                """)

        @Option(name: .long, help: "An id of its own.", transform: Typed.text)
        var worker: String

        @Option(name: .long, help: "gpu or api: which jobs it takes.")
        var place = RunPlace.gpu

        @Flag(name: .long, help: "A new worker works for everybody; for admins.")
        var shared = false

        @Option(
            name: .long, help: "Only jobs of this type; may be repeated.", transform: Typed.text)
        var type: [String] = []

        @Option(
            name: .long, help: "A model that is loaded; may be repeated.", transform: Typed.text)
        var model: [String] = []

        @Flag(name: .long, help: "Only jobs of these models.")
        var onlyModels = false

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [HeldJobJSON] {
            let worker = try transaction.workers.register(
                name: worker, id: worker, place: place, isShared: shared)
            _ = try transaction.acting(as: .program).jobs.expireLeases()
            var request = ClaimRequest()
            (request.types, request.models) = (type, model)
            request.onlyModels = onlyModels
            return try transaction.jobs.claim(worker.id, request).map { [HeldJobJSON($0)] } ?? []
        }
    }

    /// A job and the number of its lease.
    struct Hold: ParsableArguments {
        @Argument(help: "The job's id.", transform: Typed.text)
        var id: String

        @Option(name: .long, help: "The number that 'jobs claim' gave.")
        var lease: Int
    }

    struct Heartbeat: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "heartbeat", "Say that the work goes on, which extends the lease.",
            "jobs heartbeat ID --lease 1")

        @OptionGroup var hold: Hold
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [LeaseJSON] {
            let until = try transaction.jobs.heartbeat(hold.id, lease: hold.lease)
            return [LeaseJSON(job: hold.id, lease: hold.lease, leaseUntil: until)]
        }
    }

    struct Start: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "start", "Say that the work begins only now: what came before is not charged.",
            "jobs start ID --lease 1")

        @OptionGroup var hold: Hold
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ChangedJSON] {
            try transaction.jobs.restartClock(hold.id, lease: hold.lease)
            return [ChangedJSON(event: .written, kind: Entity.jobs.rawValue, id: hold.id)]
        }
    }

    struct Complete: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "complete", "End a job with what came out of it.",
            "jobs complete ID --lease 1 --file OUT.png --file OUT2.png",
            more: """
                Files are stored and the job is completed in one step; they land at \
                generated/JOB/INDEX_TIME.EXT. With --output it is an asset that is stored already \
                ('stillstore put' prints its id), or '-' for one whose bytes come later. Indexes \
                count from 1, in this order. Again, the answer is the same.
                """)

        @OptionGroup var hold: Hold

        @Option(
            name: .long, help: "A file that came out; may be repeated.", completion: .file(),
            transform: Typed.path)
        var file: [FilePath] = []

        @Option(
            name: .long, help: "An asset that came out; may be repeated.", transform: Typed.text)
        var output: [String] = []

        @Option(
            name: .long,
            help: ArgumentHelp(
                "Where an output can be fetched, which a later 'retry' does; may be repeated, and counts behind the files.",
                valueName: "url"), transform: Typed.address)
        var source: [String] = []

        @Option(name: .long, help: "What the outputs are.")
        var kind = Generation.Kind.image

        @Option(
            name: .long, help: "The seed of the output in the same place.", transform: Typed.text)
        var seed: [String] = []

        @Option(
            name: .customLong("external-id"),
            help: "What its service calls the output in the same place.", transform: Typed.text)
        var externalID: [String] = []

        @Option(
            name: .long, help: "Why another one that was wanted did not come; may be repeated.",
            transform: Typed.text)
        var failure: [String] = []

        @OptionGroup var domain: DomainOptions

        func validate() throws {
            if !file.isEmpty || !source.isEmpty, !output.isEmpty {
                throw ValidationError("--output goes with neither --file nor --source.")
            }
            if max(seed.count, externalID.count) > max(output.count, file.count + source.count) {
                throw ValidationError("There are more seeds or ids than outputs.")
            }
        }

        func run() async throws {
            if file.isEmpty, source.isEmpty {
                return domain.store.printRows(try domain.change(change))
            }
            let library = try domain.store.open()
            defer { library.close() }
            let files = file.enumerated().map { place, file in
                OutputFile(
                    made(place, of: nil), .file(file),
                    named: EscapedName.text(Array(file.name)))
            }
            let sources = source.enumerated().map { place, uri in
                // Who types an address means it.
                OutputSource(made(file.count + place, of: nil), at: uri, isTrusted: true)
            }
            let outcome = try await JobOutputs(library).complete(
                hold.id, lease: hold.lease, as: domain.viewer(in: library), files,
                sources: sources, failures: failure)
            do {
                domain.store.printRows([JobCompletionJSON(try outcome.completion.get())])
            } catch let refused as OutputsRefused {
                for failure in refused.failures {
                    Console.message(
                        "stillstore: \(printable(failure.file)): \(printable(failure.sentence))")
                }
                throw Exit.itemsFailed
            }
        }

        func change(_ transaction: DomainTransaction) throws -> [JobCompletionJSON] {
            let outputs = output.enumerated().map { place, asset in
                made(place, of: asset == "-" ? nil : asset)
            }
            return [
                JobCompletionJSON(
                    try transaction.jobs.complete(
                        hold.id, lease: hold.lease, outputs: outputs, failures: failure))
            ]
        }

        private func made(_ place: Int, of asset: String?) -> JobOutput {
            var made = JobOutput(index: place + 1, asset: asset, kind: kind)
            if place < seed.count { made.seed = seed[place] }
            if place < externalID.count { made.externalID = externalID[place] }
            return made
        }
    }

    struct Fail: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "fail", "End a job that cannot be done, for good.",
            "jobs fail ID --lease 1 --error 'the model refused the prompt'")

        @OptionGroup var hold: Hold

        @Option(name: .long, help: "Why.", transform: Typed.text)
        var error: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [JobJSON] {
            [JobJSON(try transaction.jobs.fail(hold.id, lease: hold.lease, error: error))]
        }
    }

    struct Crash: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "crash", "Say that its worker crashed: a try is counted, and it waits again.",
            "jobs crash ID --lease 1 --reason 'out of memory'")

        @OptionGroup var hold: Hold

        @Option(name: .long, help: "Why.", transform: Typed.text)
        var reason = "its worker crashed"

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [JobJSON] {
            [JobJSON(try transaction.jobs.crash(hold.id, lease: hold.lease, reason: reason))]
        }
    }

    struct Release: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "release", "Give a job back to the queue; no try is counted.",
            "jobs release ID --lease 1 --reason 'the machine is needed'")

        @OptionGroup var hold: Hold

        @Option(name: .long, help: "Why.", transform: Typed.text)
        var reason = "its worker gave it back"

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [JobJSON] {
            [JobJSON(try transaction.jobs.release(hold.id, lease: hold.lease, reason: reason))]
        }
    }

    struct Cancel: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "cancel", "Cancel jobs that are not finished, with what waits below and behind them.",
            "jobs cancel ID", more: "What is finished stays.")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [JobJSON] {
            try ids.map { JobJSON(try transaction.jobs.cancel($0)) }
        }
    }

    struct Expire: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "expire", "Take jobs back whose worker fell silent, and end those that ran too long.",
            "jobs expire", more: "'jobs claim' does it too.")

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [WaitingJSON] {
            var count = 0
            while true {
                let some = try transaction.jobs.expireLeases(limit: 100)
                count += some
                if some < 100 { return [WaitingJSON(reason: "expired", count: count)] }
            }
        }
    }
}

import ArgumentParser
import Domain
import Wire

struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Requests for work, and the queue that workers take them from.",
        subcommands: [
            List.self, ShowCommandOf<JobResource>.self, Enqueue.self, Edit.self, Move.self,
            Steps.self, Claim.self, Heartbeat.self, Start.self, Complete.self, Fail.self,
            Crash.self, Release.self, Cancel.self, Waiting.self, Expire.self,
            DeleteCommandOf<JobResource>.self, RestoreCommandOf<JobResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List jobs, newest first.", "jobs list --status pending --status processing")

        @Option(name: .long, help: "Only of this project.", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "Only of this session.", transform: Typed.text)
        var session: String?

        @Option(name: .long, help: "Only in this state; may be repeated.")
        var status: [Job.Status] = []

        @Option(
            name: .long, help: "Only of this task type; may be repeated.", transform: Typed.text)
        var type: [String] = []

        @Option(name: .long, help: "Only those that lists show, or hide.")
        var visible: Given?

        @Flag(name: .long, help: "Only those that are no step of another.")
        var top = false

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<JobJSON> {
            var filter = JobFilter()
            (filter.project, filter.session) = (project, session)
            (filter.statuses, filter.types) = (status, type)
            (filter.isVisible, filter.isTop) = (visible?.isYes, top)
            return try reader.jobs.page(filter, of: nil, request).map(JobJSON.init)
        }
    }

    struct Steps: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "steps", "List the steps of a job, in order.", "jobs steps ID")

        @Argument(help: "The job's id.", transform: Typed.text)
        var id: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [JobJSON] {
            try reader.jobs.children(of: id).map(JobJSON.init)
        }
    }

    struct Waiting: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "waiting", "Count what waits, by reason; nothing is claimed.", "jobs waiting --json",
            more: "Admins see the jobs of all.")

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [WaitingJSON] {
            let counts = try reader.jobs.waiting()
            return WaitingReason.allCases.compactMap { reason in
                counts[reason].map { WaitingJSON(reason: reason.rawValue, count: $0) }
            }
        }
    }
}

enum JobResource: RestorableResource {
    static let command = "jobs"
    static let entity = Entity.jobs
    static let deletion = "One that is not finished is cancelled; what it made stays."

    static func full(_ id: String, _ reader: DomainReader) throws -> JobDetailsJSON {
        JobDetailsJSON(
            job: JobJSON(try reader.jobs.get(id)),
            references: try reader.jobs.references(of: id).map(JobReferenceJSON.init),
            dependencies: try reader.jobs.dependencies(of: id),
            steps: try reader.jobs.children(of: id).map(\.id),
            waitingReason: try reader.jobs.waitingReason(id)?.rawValue)
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.jobs.delete(id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> JobJSON {
        JobJSON(try transaction.jobs.restore(id))
    }
}

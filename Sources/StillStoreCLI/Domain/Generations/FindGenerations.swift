import ArgumentParser
import Domain
import Wire

extension GenerationsCommand {
    struct Outputs: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "outputs", "List what came out of a session or a job: by index, then by age.",
            "generations outputs --session ID")

        @Option(name: .long, help: "Of this session.", transform: Typed.text)
        var session: String?

        @Option(name: .long, help: "Of this job.", transform: Typed.text)
        var job: String?

        @OptionGroup var domain: DomainOptions

        func validate() throws {
            if (session == nil) == (job == nil) {
                throw ValidationError("Name a session or a job: --session or --job.")
            }
        }

        func items(_ reader: DomainReader) throws -> [GenerationJSON] {
            let outputs =
                try session.map { try reader.generations.outputs(ofSession: $0) }
                ?? job.map { try reader.generations.outputs(ofJob: $0) } ?? []
            return try reader.shown(outputs)
        }
    }

    struct Find: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "find", "Find a generation by what its service calls it; none is no error.",
            "generations find media-1")

        @Argument(help: "The service's own id.", transform: Typed.text)
        var externalID: String

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [GenerationJSON] {
            let found = try reader.generations.find(externalID: externalID)
            return try reader.shown(found.map { [$0] } ?? [])
        }
    }
}

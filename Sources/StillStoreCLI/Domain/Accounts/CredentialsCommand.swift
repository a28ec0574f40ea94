import ArgumentParser
import ContentStore
import Domain
import Values
import Wire

struct CredentialsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credentials",
        abstract: "Secrets for other people's services, sealed.",
        subcommands: [
            List.self, ShowCommandOf<CredentialResource>.self, Set.self, Remove.self,
        ])

    struct List: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List credentials by name, without their secrets.", "credentials list")

        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [CredentialJSON] {
            try reader.credentials.list().map(CredentialJSON.init)
        }
    }

    struct Set: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set", "Make or replace a credential.",
            "credentials set google_cookie --from cookie.txt")

        @Argument(help: "What it is for, say google_cookie.", transform: Typed.text)
        var name: String

        @Option(
            name: .long,
            help: "Read the secret from the first line of a file; - is standard input.",
            completion: .file(), transform: Typed.path)
        var from: FilePath?

        @Option(name: .long, help: "When it ends: a date, 90d, 12h, or never.")
        var expires = Expiry.never

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [CredentialJSON] {
            let secret = try from.map(PasswordOptions.firstLine) ?? PasswordOptions.ask("secret")
            return [
                CredentialJSON(
                    try transaction.credentials.set(
                        name, Array(secret.utf8), expiresAt: expires.milliseconds))
            ]
        }
    }

    struct Remove: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "remove", "Forget a credential.", "credentials remove google_cookie")

        @Argument(help: "Its name.", transform: Typed.text)
        var name: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ChangedJSON] {
            try transaction.credentials.remove(name)
            return [ChangedJSON(event: .removed, kind: Entity.credentials.rawValue, id: name)]
        }
    }
}

enum CredentialResource: DomainResource {
    static let command = "credentials"
    static let entity = Entity.credentials

    /// By name, of which a user has one.
    static func full(_ id: String, _ reader: DomainReader) throws -> CredentialJSON {
        CredentialJSON(try reader.credentials.get(id))
    }
}

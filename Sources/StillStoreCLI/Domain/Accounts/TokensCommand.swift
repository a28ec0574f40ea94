import ArgumentParser
import Domain
import Wire

struct TokensCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens",
        abstract: "What programs prove themselves with.",
        subcommands: [
            List.self, ShowCommandOf<TokenResource>.self, Create.self, Revoke.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List access tokens, newest first, without their secrets.", "tokens list")

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<AccessTokenJSON> {
            try reader.accessTokens.page(request).map(AccessTokenJSON.init)
        }
    }

    struct Create: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Make a token, and show its secret: now and never again.",
            "tokens create --name laptop --scope read --scope write --expires 90d")

        @Option(name: .long, help: "What it is for.", transform: Typed.text)
        var name: String

        @Option(name: .long, help: "api or worker; login is what a sign-in makes.")
        var kind = AccessToken.Kind.api

        @Option(name: .customLong("scope"), help: "What it allows; may be repeated.")
        var scopes: [AccessToken.Scope] = [.read]

        @Option(name: .long, help: "When it ends: a date, 90d, 12h, or never.")
        var expires = Expiry.never

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [IssuedTokenJSON] {
            [
                IssuedTokenJSON(
                    try transaction.accessTokens.issue(
                        kind, name: name, scopes: Set(scopes), expiresAt: expires.milliseconds))
            ]
        }
    }

    struct Revoke: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "revoke", "Take a token no more.", "tokens revoke ID")

        @Argument(help: "Ids.", transform: Typed.text)
        var ids: [String]

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [AccessTokenJSON] {
            try ids.map { AccessTokenJSON(try transaction.accessTokens.revoke($0)) }
        }
    }
}

enum TokenResource: DomainResource {
    static let command = "tokens"
    static let entity = Entity.accessTokens

    static func full(_ id: String, _ reader: DomainReader) throws -> AccessTokenJSON {
        AccessTokenJSON(try reader.get(AccessToken.self, id))
    }
}

import ArgumentParser
import Domain
import Wire

extension UsersCommand {
    struct SetEmail: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set-email", "Give an account another address.",
            "users set-email ada@example.com ada@example.org")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @Argument(help: "The new address.", transform: Typed.text)
        var address: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [UserJSON] {
            [
                UserJSON(
                    try transaction.users.setEmail(transaction.user(user).id, address))
            ]
        }
    }

    struct SetPassword: DomainCommand {
        static let configuration: CommandConfiguration = .example(
            "set-password", "Set a password, which ends all sign-ins.",
            "users set-password ada@example.com --ask-password")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @OptionGroup var password: PasswordOptions

        @Flag(name: .long, help: "Take the password away.")
        var none = false

        @OptionGroup var domain: DomainOptions

        func run() async throws {
            let environment = try domain.read { $0.environment }
            let hash = try password.hash(environment)
            if (hash == nil) != none {
                throw UsageError("say --ask-password, --password-from, or --none")
            }
            domain.store.printRows(
                try domain.change { transaction in
                    let id = try transaction.user(user).id
                    try transaction.users.setPassword(id, hash)
                    return [UserJSON(try transaction.users.get(id))]
                })
        }
    }

    struct LoginLink: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "login-link", "Make a link that signs a user in: once, within ten minutes.",
            "users login-link ada@example.com",
            more: "Put the address of the server in front of what it prints.")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [LoginLinkJSON] {
            let issued = try transaction.accessTokens.issueLink(
                for: transaction.user(user).id)
            return [LoginLinkJSON(issued)]
        }
    }

    struct SetRole: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set-role", "Make a user an admin or a member; for admins.",
            "users set-role ada@example.com admin")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @Argument(help: "member or admin.")
        var role: User.Role

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [UserJSON] {
            [UserJSON(try transaction.users.setRole(transaction.user(user).id, role))]
        }
    }

    struct Disable: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "disable", "Let an account sign in no more, nor use its tokens; for admins.",
            "users disable ada@example.com")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [UserJSON] {
            [UserJSON(try transaction.users.setDisabled(transaction.user(user).id, true))]
        }
    }

    struct Enable: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "enable", "Let a disabled account be used again; for admins.",
            "users enable ada@example.com")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [UserJSON] {
            [UserJSON(try transaction.users.setDisabled(transaction.user(user).id, false))]
        }
    }
}

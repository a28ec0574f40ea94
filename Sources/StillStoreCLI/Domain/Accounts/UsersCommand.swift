import ArgumentParser
import Domain
import Wire

struct UsersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "Who may use the store: accounts, passwords, roles.",
        subcommands: [
            List.self, Show.self, Create.self, Edit.self, SetEmail.self, SetPassword.self,
            LoginLink.self,
            SetRole.self, Disable.self, Enable.self, DeleteCommandOf<UserResource>.self,
            RestoreCommandOf<UserResource>.self,
        ])

    struct List: ListingCommand {
        static let configuration: CommandConfiguration = .example(
            "list", "List users, oldest first; for admins.", "users list")

        @OptionGroup var paging: PageOptions
        @OptionGroup var domain: DomainOptions

        func page(_ request: PageRequest, _ reader: DomainReader) throws -> Page<UserJSON> {
            try reader.users.page(request).map(UserJSON.init)
        }
    }

    struct Show: ShowingCommand {
        static let configuration: CommandConfiguration = .example(
            "show", "Show one user (default: whom the command acts as).",
            "users show ada@example.com")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String?

        @OptionGroup var domain: DomainOptions

        func item(_ reader: DomainReader) throws -> UserJSON {
            UserJSON(try reader.user(user ?? reader.viewer.userID))
        }
    }

    struct Create: DomainCommand {
        static let configuration: CommandConfiguration = .example(
            "create", "Make an account; for admins.",
            "users create ada@example.com --name Ada --ask-password",
            more: "Without a password the account is used with tokens alone.")

        @Argument(help: "The e-mail address.", transform: Typed.text)
        var address: String

        @Option(name: .long, help: "What they are called.", transform: Typed.text)
        var name: String

        @Option(name: .long, help: "member or admin.")
        var role = User.Role.member

        @OptionGroup var password: PasswordOptions
        @OptionGroup var domain: DomainOptions

        func run() async throws {
            // Hashing takes long, which no transaction lasts.
            let environment = try domain.read { $0.environment }
            let hash = try password.hash(environment)
            domain.store.printRows(
                try domain.change { transaction in
                    [
                        UserJSON(
                            try transaction.users.create(
                                email: address, name: name, role: role, password: hash))
                    ]
                })
        }
    }

    struct Edit: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "edit", "Change name, picture, settings.",
            "users edit ada@example.com --name 'Ada L.'")

        @Argument(help: "An id or an e-mail address.", transform: Typed.text)
        var user: String

        @Option(name: .long, help: "What they are called.", transform: Typed.text)
        var name: String?

        @Option(
            name: .long, help: "The address of their picture; '' for none.", transform: Typed.text)
        var imageURL: String?

        @Option(name: .long, help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var settings: JSONArgument?

        @Option(name: .long, help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var onboarding: JSONArgument?

        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [UserJSON] {
            let id = try transaction.user(user).id
            return [
                UserJSON(
                    try transaction.users.edit(id) {
                        name.replace(&$0.name)
                        imageURL.replace(&$0.imageURL)
                        try settings.replace(&$0.settings)
                        try onboarding.replace(&$0.onboarding)
                    })
            ]
        }
    }
}

/// Users, to commands that are alike for all kinds of rows.
enum UserResource: RestorableResource {
    static let command = "users"
    static let entity = Entity.users
    static let deletion =
        "With everything that they have; 'restore' brings it back until 'retain' purges it."

    static func full(_ id: String, _ reader: DomainReader) throws -> UserJSON {
        UserJSON(try reader.user(id))
    }

    static func delete(_ id: String, _ transaction: DomainTransaction) throws {
        try transaction.users.delete(transaction.user(id).id)
    }

    static func restore(_ id: String, _ transaction: DomainTransaction) throws -> UserJSON {
        UserJSON(try transaction.users.restore(id))
    }
}

extension DomainAccess {
    /// A user by an id or an e-mail address.
    func user(_ name: String) throws -> User {
        if name.contains("@") {
            guard let user = try users.find(email: name) else {
                throw DomainError.notFound(.users, name)
            }
            return user
        }
        return try users.get(name)
    }
}

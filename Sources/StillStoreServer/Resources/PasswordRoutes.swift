import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Wire

extension Routes {
    mutating func addPasswords() {
        add(
            .put, "/api/v1/auth/password", "setPassword",
            "Set your password, which ends all other sign-ins", .write, query: Nothing.self,
            body: .json(schema(of: PasswordBody.self)),
            answer: .json(.ok, schema(of: IssuedTokenJSON.self)), problems: [401, 429]
        ) { exchange in
            let (body, _) = try await exchange.body(PasswordBody.self)
            guard let caller = exchange.caller else { throw Problem.signInNeeded }
            if caller.user.hasPassword {
                // Whoever finds a browser open must not be able to shut its owner out.
                _ = try await SignIn(exchange: exchange).signIn(
                    caller.user.email, body.current ?? "")
            }
            let hash = try await exchange.hash(body.new)
            let issued = try await exchange.change { transaction in
                try transaction.users.setPassword(caller.user.id, hash)
                return try transaction.accessTokens.signIn(
                    transaction.users.get(caller.user.id))
            }
            return try exchange.signedIn(issued, exchange.answer(IssuedTokenJSON(issued).line()))
        }
        add(
            .put, "/api/v1/users/{id}/password", "setPasswordOfUser",
            "Set somebody's password, which ends their sign-ins", .admin, query: ByID.self,
            body: .json(schema(of: NewPassword.self)),
            answer: .json(.ok, schema(of: UserJSON.self)), problems: [429]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            let (body, _) = try await exchange.body(NewPassword.self)
            let hash = try await exchange.hash(body.new)
            let text = try await exchange.change { transaction in
                try transaction.users.setPassword(id, hash)
                return try UserJSON(transaction.users.get(id)).line()
            }
            return try exchange.answer(text)
        }
    }
}

private struct PasswordBody: Decodable, Sendable {
    /// Needed where there is one.
    var current: String?
    let new: String
}

private struct NewPassword: Decodable, Sendable { let new: String }

extension Exchange {
    /// On threads of its own: it takes a quarter of a second.
    func hash(_ password: String) async throws -> PasswordHash {
        guard services.hashes.enter() else { throw Problem.busy("too many passwords are hashed") }
        defer { services.hashes.leave() }
        let environment = services.library.domain.environment
        return try await services.hashing.run { try PasswordHash(of: password, environment) }
    }
}

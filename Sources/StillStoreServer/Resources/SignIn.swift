import Domain
import HTTPTypes
import StillStoreCore

/// A sign-in by password: slowed down where somebody guesses, and hashed on threads of its own, so that
/// nobody else waits.
struct SignIn {
    let exchange: Exchange

    private var services: Services { exchange.services }

    /// - Throws: `Problem` 401, 429.
    func signIn(_ email: String, _ password: String) async throws -> IssuedToken {
        let (check, user) = try await services.library.queries.domain(as: .program) {
            (try $0.users.signInCheck(email: email), try $0.users.find(email: email))
        }
        if let seconds = services.signIns.wait(
            address: exchange.address, failures: user?.failedSignIns ?? 0,
            lastFailure: user?.lastFailedAt)
        {
            throw SignIn.tooMany("too many sign-ins failed: wait \(seconds) s", seconds)
        }
        guard services.hashes.enter() else {
            throw SignIn.tooMany("too many sign in at this moment", 2)
        }
        defer { services.hashes.leave() }
        let environment = services.library.domain.environment
        let passed = try await services.hashing.run { check.passes(password, environment) }
        let issued = try await services.changes.commit(as: .program) { transaction in
            try transaction.users.recordSignIn(check, passed: passed)
                .map { try transaction.accessTokens.signIn($0) }
        }
        services.signIns.record(address: exchange.address, passed: issued != nil)
        guard let issued else { throw DomainError.signInFailed }
        return issued
    }

    private static func tooMany(_ detail: String, _ seconds: Int) -> Problem {
        var problem = Problem(.tooManyRequests, "too_many_sign_ins", detail)
        problem.retryAfter = seconds
        return problem
    }
}

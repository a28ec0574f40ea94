import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Values

/// Somebody without an account looks at what a shared link shows.
///
/// Opening a link counts a view and gives a cookie; with it the pictures are read until it ends, or until
/// the link is revoked.
struct Visit {
    static let cookie = "stillstore-visit"

    let exchange: Exchange
    let key: String

    private var services: Services { exchange.services }

    /// The link, for who has opened it.
    /// - Throws: `Problem` 401 where it has to be opened by its password first.
    func link() async throws -> SharedLink {
        let (key, proof) = (key, proof)
        let link = try await services.library.queries.domain(as: .program) { reader in
            let link = try reader.links.find(key: key, isVisit: true)
            return try proof.map { try reader.links.isVisit($0, of: link) } ?? false ? link : nil
        }
        guard let link else {
            // Whether there is such a link is known to whoever has its key.
            _ = try await services.library.queries.domain(as: .program) {
                try $0.links.find(key: key)
            }
            throw Problem(
                .unauthorized, "not_opened", "open the link first, with its password if it has one")
        }
        return link
    }

    /// Counts a view, unless this visit was counted.
    /// - Returns: the cookie, for the answer; nil where it is there.
    func open(password: String?) async throws -> String? {
        if let link = try? await link(), !link.id.isEmpty { return nil }
        let key = key
        let link = try await services.library.queries.domain(as: .program) {
            try $0.links.find(key: key)
        }
        if link.hasPassword { try await check(password, link) }
        let proof = try await services.changes.commit(as: .program) { transaction in
            try transaction.links.visit(try transaction.links.recordView(key: key))
        }
        let secure = services.origins.publicURL?.isSecure == true ? "; Secure" : ""
        let seconds = SharedLinks<DomainReader>.visitMilliseconds / 1000
        let text = proof.hexadecimal
        return "\(Visit.cookie)=\(text); Path=/api/v1/shared/\(key); Max-Age=\(seconds); "
            + "HttpOnly; SameSite=Lax\(secure)"
    }

    private func check(_ password: String?, _ link: SharedLink) async throws {
        guard let password, !password.isEmpty else {
            throw Problem(.unauthorized, "password_needed", "this link has a password")
        }
        // By link as by address: neither is guessed at quickly.
        let names = [exchange.address, "link/\(link.id)"]
        for name in names {
            if let seconds = services.signIns.wait(address: name, failures: 0, lastFailure: nil) {
                var problem = Problem(
                    .tooManyRequests, "too_many_sign_ins",
                    "too many passwords were wrong: wait \(seconds) s")
                problem.retryAfter = seconds
                throw problem
            }
        }
        guard services.hashes.enter() else {
            throw Problem.busy("too many passwords are checked at this moment")
        }
        defer { services.hashes.leave() }
        let domain = services.library.domain
        let passed = try await services.hashing.run {
            try domain.read(as: .program) { $0.links.passes(link, password: password) }
        }
        for name in names { services.signIns.record(address: name, passed: passed) }
        guard passed else {
            throw Problem(.unauthorized, "wrong_password", "that is not the password")
        }
    }

    private var proof: [UInt8]? {
        guard let text = exchange.request.cookies[Visit.cookie]?.value,
            text.utf8.count.isMultiple(of: 2),
            text.utf8.count < 1000
        else { return nil }
        var bytes: [UInt8] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

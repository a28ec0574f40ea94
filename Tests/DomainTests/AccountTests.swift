import Cryptography
import Testing

@testable import Domain

@Suite("Accounts") struct AccountTests {
    @Test("are one an address, in whatever case it is written")
    func addresses() throws {
        let domain = try TestDomain()
        let ann = try domain.write(as: domain.owner) {
            try $0.users.create(email: " Ann@Example.com ", name: "Ann")
        }
        #expect(ann.email == "Ann@Example.com")
        #expect(throws: DomainError.taken(.users, .email, "aNN@example.COM")) {
            try domain.write(as: domain.owner) {
                try $0.users.create(email: "aNN@example.COM", name: "Other")
            }
        }
        try domain.read(as: domain.owner) { reader throws in
            #expect(try reader.users.find(email: "ANN@EXAMPLE.COM")?.id == ann.id)
            #expect(try reader.users.owner()?.id == domain.owner.id)
        }
        for bad in ["", "nobody", "a@b@c", "@b", "a@", "a b@c", "a\u{202E}@b"] {
            #expect(throws: DomainError.self, "\(bad)") {
                try domain.write(as: domain.owner) { try $0.users.create(email: bad, name: "X") }
            }
        }
        try domain.expectRebuilds()
    }

    @Test("are made, listed and governed by admins, and changed by who has them")
    func rights() throws {
        let domain = try TestDomain()
        let (ann, bob) = (try domain.makeUser("ann"), try domain.makeUser("bob"))
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: ann) { try $0.users.create(email: "c@d.e", name: "C") }
        }
        #expect(throws: DomainError.adminsOnly) {
            try domain.read(as: ann) { _ = try $0.users.page() }
        }
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: ann) { _ = try $0.users.setRole(ann.id, .admin) }
        }
        #expect(throws: DomainError.notFound(.users, bob.id)) {
            try domain.write(as: ann) { try $0.users.edit(bob.id) { $0.name = "Robert" } }
        }
        try domain.write(as: ann) { try $0.users.edit(ann.id) { $0.name = "Anna" } }
        try domain.read(as: domain.owner) { reader throws in
            #expect(try reader.users.page().items.map(\.name) == ["Owner", "Anna", "bob"])
        }
    }

    @Test("keep at least one admin")
    func lastAdmin() throws {
        let domain = try TestDomain()
        let refusal = DomainError.wrongState(
            .users, domain.owner.id, state: "the only admin", allowed: [])
        #expect(throws: refusal) {
            try domain.write(as: domain.owner) {
                _ = try $0.users.setRole(domain.owner.id, .member)
            }
        }
        #expect(throws: refusal) {
            try domain.write(as: domain.owner) { try $0.users.delete(domain.owner.id) }
        }
        #expect(throws: refusal) {
            try domain.write(as: domain.owner) {
                _ = try $0.users.setDisabled(domain.owner.id, true)
            }
        }
    }

    @Test("sign in by password; failures are counted, and a sign-in ends the count")
    func signIn() throws {
        let domain = try TestDomain()
        let ann = try domain.write(as: domain.owner) {
            try $0.users.create(
                email: "ann@example.com", name: "Ann",
                password: PasswordHash(of: "correct horse", domain.environment))
        }
        func signIn(_ email: String, _ password: String) throws -> User? {
            let check = try domain.read(as: .program) { try $0.users.signInCheck(email: email) }
            let passed = check.passes(password, domain.environment)
            return try domain.write(as: .program) {
                try $0.users.recordSignIn(check, passed: passed)
            }
        }
        #expect(try signIn("ann@example.com", "wrong") == nil)
        #expect(try signIn("ann@example.com", "") == nil)
        #expect(try signIn("nobody@example.com", "correct horse") == nil)
        let failed = try domain.read(as: ann) { try $0.users.get(ann.id).failedSignIns }
        #expect(failed == 2)
        #expect(try signIn("ANN@example.com", "correct horse")?.failedSignIns == 0)
        try domain.write(as: domain.owner) { _ = try $0.users.setDisabled(ann.id, true) }
        #expect(try signIn("ann@example.com", "correct horse") == nil)
        try domain.expectRebuilds()
    }

    @Test("have passwords of at most 72 bytes")
    func passwordLength() throws {
        let environment = try TestDomain().environment
        #expect(throws: Never.self) {
            try PasswordHash(of: String(repeating: "x", count: 72), environment)
        }
        #expect(throws: DomainError.invalid(.password, .tooLong(limit: 72))) {
            try PasswordHash(of: String(repeating: "ü", count: 37), environment)
        }
        #expect(throws: DomainError.invalid(.password, .empty)) {
            try PasswordHash(of: "", environment)
        }
        #expect(throws: DomainError.invalid(.password, .malformed)) {
            try PasswordHash(imported: "md5:abc")
        }
    }

    @Test("hash with scrypt where there is no bcrypt")
    func scrypt() {
        let passwords = ScryptPasswords(Scrypt(log2Cost: 4, blockSize: 8, parallelism: 1))
        let hash = passwords.hash(Array("secret".utf8), random: Array(0..<16))
        #expect(hash.hasPrefix("$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$"))
        #expect(passwords.verify(Array("secret".utf8), against: hash))
        #expect(!passwords.verify(Array("Secret".utf8), against: hash))
        for wrong in ["nonsense", "", hash + "x$", hash.replacing("ln=4", with: "ln=60")] {
            #expect(!passwords.verify(Array("secret".utf8), against: wrong))
        }
    }

    @Test("hash with bcrypt, and verify hashes of other programs")
    func bcrypt() {
        let passwords = BcryptPasswords(cost: 4)
        let hash = passwords.hash(Array("secret".utf8), random: Array(0..<16))
        #expect(hash.hasPrefix("$2b$04$") && hash.count == 60)
        #expect(passwords.verify(Array("secret".utf8), against: hash))
        #expect(!passwords.verify(Array("Secret".utf8), against: hash))
        #expect(!passwords.verify(Array("secret".utf8), against: "nonsense"))
        // Openwall's test vectors (crypt_blowfish 1.3, wrapper.c).
        for prefix in ["$2a$", "$2b$", "$2y$"] {
            #expect(
                passwords.verify(
                    Array("U*U".utf8),
                    against: prefix + "05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"))
        }
        #expect(!passwords.verify([1], against: SignInCheck.nobody))
    }

    @Test("hold tokens whose secrets are shown once")
    func tokens() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let issued = try domain.write(as: ann) {
            try $0.accessTokens.issue(
                .api, name: "script", scopes: [.read, .write],
                expiresAt: domain.clock.now + 1000)
        }
        #expect(issued.secret.wholeMatch(of: /ss_[a-z2-7]{32}/) != nil)
        func known() throws -> Authentication? {
            try domain.read(as: .program) { try $0.accessTokens.authenticate(issued.secret) }
        }
        #expect(try known()?.viewer == ann.viewer)
        #expect(try domain.read(as: .program) { try $0.accessTokens.authenticate("ss_x") } == nil)
        try domain.write(as: domain.owner) { _ = try $0.users.setDisabled(ann.id, true) }
        #expect(try known() == nil)
        try domain.write(as: domain.owner) { _ = try $0.users.setDisabled(ann.id, false) }
        #expect(try known() != nil)
        domain.clock.advance(seconds: 1)
        #expect(try known() == nil, "expired")
        try domain.expectRebuilds()
    }

    @Test("give a token no more rights than they have")
    func scopes() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: ann) {
                _ = try $0.accessTokens.issue(.api, name: "x", scopes: [.admin])
            }
        }
        let secret = try domain.write(as: domain.owner) {
            try $0.accessTokens.issue(.api, name: "x", scopes: [.read]).secret
        }
        let viewer = try domain.read(as: .program) {
            try $0.accessTokens.authenticate(secret)?.viewer
        }
        #expect(viewer == Viewer(userID: domain.owner.id, isAdmin: false))
        #expect(throws: DomainError.notFound(.users, domain.owner.id)) {
            try domain.write(as: ann) {
                _ = try $0.accessTokens.issue(
                    .api, name: "x", scopes: [.read], for: domain.owner.id)
            }
        }
    }

    @Test("are out everywhere when their password changes; revoking twice is once")
    func revoked() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let (login, api) = try domain.write(as: ann) {
            (
                try $0.accessTokens.issue(.login, name: "browser", scopes: [.read, .write]),
                try $0.accessTokens.issue(.api, name: "script", scopes: [.read])
            )
        }
        try domain.write(as: ann) {
            try $0.users.setPassword(ann.id, PasswordHash(of: "new", domain.environment))
        }
        try domain.read(as: .program) { reader throws in
            #expect(try reader.accessTokens.authenticate(login.secret) == nil)
            #expect(try reader.accessTokens.authenticate(api.secret) != nil)
        }
        let first = try domain.write(as: ann) { try $0.accessTokens.revoke(api.token.id) }
        domain.clock.advance(seconds: 1)
        #expect(try domain.write(as: ann) { try $0.accessTokens.revoke(api.token.id) } == first)
    }

    @Test("keep credentials sealed, one a name")
    func credentials() throws {
        let domain = try TestDomain()
        let (ann, bob) = (try domain.makeUser("ann"), try domain.makeUser("bob"))
        try domain.write(as: ann) {
            try $0.credentials.set("runpod_api_key", Array("first".utf8))
            try $0.credentials.set("runpod_api_key", Array("second".utf8))
            try $0.credentials.set("google_cookie", Array("cookie".utf8))
        }
        try domain.read(as: ann) { reader throws in
            #expect(
                try reader.credentials.list().map(\.name) == ["google_cookie", "runpod_api_key"])
            #expect(try reader.credentials.secret("runpod_api_key") == Array("second".utf8))
        }
        #expect(throws: DomainError.notFound(.credentials, "google_cookie")) {
            try domain.read(as: bob) { _ = try $0.credentials.secret("google_cookie") }
        }
        let sealed = AESGCM(key: Array(repeating: 7, count: 32)).seal([1, 2], additional: [3])
        #expect(
            AESGCM(key: Array(repeating: 7, count: 32)).open(sealed, additional: [3]) == [1, 2])
        try domain.write(as: ann) { try $0.credentials.remove("google_cookie") }
        try domain.expectRebuilds()
    }

    @Test("repeat an answer, not a request")
    func idempotency() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        func create(_ key: String, _ name: String, as user: User) throws -> (JSONText, Bool) {
            try domain.write(as: user) { transaction in
                try transaction.once(key: key, request: Array(name.utf8)) {
                    JSONText(["id": try transaction.projects.create(name: name).id])
                }
            }
        }
        let first = try create("k", "Film", as: ann)
        let again = try create("k", "Film", as: ann)
        #expect(first.0 == again.0 && !first.1 && again.1)
        #expect(throws: DomainError.keyReused("k")) { _ = try create("k", "Other", as: ann) }
        #expect(try create("k", "Other", as: domain.owner).1 == false, "a key is its user's")
        domain.clock.advance(milliseconds: IdempotentAnswer.milliseconds)
        #expect(try create("k", "Other", as: ann).1 == false)
        #expect(
            try domain.read(as: ann) { try $0.projects.page().items.map(\.name) } == [
                "Other", "Film",
            ])
        try domain.expectRebuilds()
    }

    @Test("set tools for all they do, for a project or a shot, of which the most specific wins")
    func toolSettings() throws {
        let domain = try TestDomain()
        let (ann, bob) = (try domain.makeUser("ann"), try domain.makeUser("bob"))
        let shot = try domain.write(as: ann) { transaction in
            let project = try transaction.projects.create(name: "Film")
            let shot = try transaction.shots.create(in: project.id, name: "Opening")
            let settings = transaction.toolSettings
            try settings.set(
                "travel", JSONText(#"{"steps": 30, "a": {"x": 1, "y": 1}}"#), at: .user)
            try settings.set(
                "travel", JSONText(#"{"steps": 20, "a": {"y": 2}}"#), at: .project(project.id))
            try settings.set("travel", JSONText(#"{"a": {"z": 3}, "b": [1]}"#), at: .shot(shot.id))
            try settings.set("edit", JSONText(#"{"c": true}"#), at: .user)
            return shot
        }
        func effective(_ tool: String, _ target: ToolSettingTarget) throws -> String {
            try domain.read(as: ann) { try $0.toolSettings.effective(tool, at: target).text }
        }
        #expect(
            try effective("travel", .shot(shot.id))
                == #"{"a":{"x":1,"y":2,"z":3},"b":[1],"steps":20}"#)
        #expect(try effective("travel", .user) == #"{"a":{"x":1,"y":1},"steps":30}"#)
        #expect(try effective("edit", .shot(shot.id)) == #"{"c":true}"#)
        #expect(try effective("none", .user) == "{}")
        #expect(throws: DomainError.notFound(.shots, shot.id)) {
            try domain.read(as: bob) { _ = try $0.toolSettings.get("travel", at: .shot(shot.id)) }
        }
        try domain.expectRebuilds()
    }

    @Test("are deleted with what they have, and restored with it")
    func deletion() throws {
        let domain = try TestDomain()
        let ann = try domain.makeUser("ann")
        let (kept, gone) = try domain.write(as: ann) { transaction in
            let kept = try transaction.projects.create(name: "Kept")
            _ = try transaction.shots.create(in: kept.id, name: "Opening")
            let gone = try transaction.projects.create(name: "Gone")
            try transaction.projects.delete(gone.id)
            return (kept, gone)
        }
        try domain.write(as: domain.owner) { try $0.users.delete(ann.id) }
        try domain.read(as: domain.owner) { reader throws in
            #expect(try reader.find(Project.self, kept.id) == nil)
            #expect(try reader.users.find(email: "ann@example.com") == nil)
        }
        try domain.expectRebuilds()
        try domain.write(as: domain.owner) { _ = try $0.users.restore(ann.id) }
        try domain.read(as: ann) { reader throws in
            #expect(try reader.projects.page().items.map(\.id) == [kept.id])
            #expect(try reader.shots.all(of: kept.id).count == 1)
            #expect(try reader.find(Project.self, gone.id) == nil, "it had been deleted before")
        }
        try domain.expectRebuilds()
    }
}

import Foundation
import Retrieval
import TestSupport
import Testing

@Suite("Buckets", .enabled(if: S3Server.program != nil, "STILLSTORE_MOTO is not set"))
struct BucketTests {
    private func listing(
        _ address: String, _ settings: AccessSettings
    ) throws -> BucketListing {
        let source = try SourceURI(address)
        return BucketListing(
            source: source, http: HTTPClient(), access: settings.bucketAccess(source.kind))
    }

    private func fetching(_ settings: AccessSettings) -> Fetching {
        var fetching = Fetching()
        fetching.settings = settings
        // The endpoint is allowed because the user named it.
        fetching.call.addresses = AddressRule()
        return fetching
    }

    @Test("without verified signatures: public objects, many of them, and strange keys")
    func unverified() throws {
        let server = try S3Server()
        try publicObjects(server)
        try manyObjects(server)
        try strangeKeys(server)
        try unchanged(server)
    }

    private func publicObjects(_ server: S3Server) throws {
        try server.makeBucket("open")
        try server.put(testPicture(1), bucket: "open", key: "a b/1.png", isPublic: true)
        try server.put(testPicture(2), bucket: "open", key: "closed.png")
        let fetching = fetching(bucketSettings(server, isSigned: false))
        let (bytes, facts) = try fetching.whole("s3://open/a b/1.png")
        #expect(bytes == testPicture(1))
        #expect(facts.version.etag?.hasPrefix("\"") == true)
        let closed = fetching.failure("s3://open/closed.png")
        #expect(closed?.httpStatus == 403)
        #expect(closed?.reason.contains("AWS_ACCESS_KEY_ID") == true)
        #expect(fetching.failure("s3://open")?.kind == .unsupported)
        #expect(fetching.failure("s3://open/a b/../a b/1.png") != nil, "there is no such key")
        let signed = self.fetching(bucketSettings(server))
        #expect(try signed.whole("s3://open/closed.png").bytes == testPicture(2))
        #expect(signed.failure("s3://open/none.png")?.httpStatus == 404)
        #expect(signed.failure("s3://no-such-bucket/a.png")?.httpStatus == 404)
    }

    private func manyObjects(_ server: S3Server) throws {
        try server.makeBucket("many")
        let names = (0..<1005).map { "p/\(10_000 + $0).png" }
        for name in names { try server.put([1], bucket: "many", key: name) }
        try server.put([], bucket: "many", key: "p/")
        try server.put([2, 3], bucket: "many", key: "q.png")
        let settings = bucketSettings(server)
        let pages = try listing("s3://many", settings).pages()
        #expect(pages.count == 2)
        #expect(pages.flatMap { $0 }.map(\.pathText) == names + ["q.png"])
        let below = try listing("s3://many/p/1000", settings).all()
        #expect(below.map(\.source.text) == names.prefix(10).map { "s3://many/\($0)" })
        #expect(below.allSatisfy { $0.version.size == 1 && !$0.isImmutable })
        #expect(try listing("s3://many/nothing/", settings).all().isEmpty)
        #expect(try listing("s3://no-such-bucket/", settings).failure()?.httpStatus == 404)
    }

    private func strangeKeys(_ server: S3Server) throws {
        try server.makeBucket("strange")
        let keys = [
            "a b.png", "a+b.png", "a%20b.png", "100%.png", "夜/湖.webp", "q?x=1#y.png",
            "\"quoted\".png",
            "<tag>&amp;.png", "e\u{301}.png", "\u{E9}.png", "\u{301}accent.png", " spaced ",
            "bell\u{7}.png",
            "a~b!$'()*,;=:@.png", "box.png/", "a//b.png", "tab\t", "back\\slash.png",
        ]
        for (index, key) in keys.enumerated() {
            try server.put([UInt8(index)], bucket: "strange", key: key)
        }
        let settings = bucketSettings(server)
        let fetching = fetching(settings)
        let found = try listing("s3://strange/", settings).all()
        // As bytes: two of the keys are spellings of one name.
        let expected = keys.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(found.map { Array($0.source.bucketAndKey.key.utf8) } == expected)
        #expect(Set(found.map(\.path)).count == keys.count)
        for listed in found {
            let key = Array(listed.source.bucketAndKey.key.utf8)
            let index = try #require(keys.firstIndex { Array($0.utf8) == key })
            let sink = MemorySink()
            let client = SourceClients(fetching.http, settings).client(for: listed.source)
            _ = try client.fetch(listed.source, fetching.call, into: sink)
            #expect(sink.bytes == [UInt8(index)], "\(keys[index])")
        }
    }

    /// A listing says enough for the object not to be brought again.
    private func unchanged(_ server: S3Server) throws {
        let settings = bucketSettings(server)
        let listed = try #require(try listing("s3://open/closed", settings).all().first)
        var fetching = fetching(settings)
        let facts = try fetching.whole(listed.source.text).facts
        #expect(facts.version.isSame(as: listed.version))
        #expect(facts.version.modified == listed.version.modified)
        fetching.call.known = listed.version
        #expect(try fetching.fetch(listed.source.text).isUnchanged)
    }

    @Test("with verified signatures: the right key opens, no other")
    func verified() throws {
        let server = try S3Server(verifiesSignatures: true)
        try server.makeBucket("closed")
        for index in 0..<3 {
            try server.put(testPicture(index), bucket: "closed", key: "plain-\(index).png")
        }
        let right = bucketSettings(server)
        #expect(try fetching(right).whole("s3://closed/plain-1.png").bytes == testPicture(1))
        #expect(
            try listing("s3://closed", right).all().map(\.pathText)
                == ["plain-0.png", "plain-1.png", "plain-2.png"])
        #expect(try listing("s3://closed/plain-2", right).all().count == 1)

        let wrong = bucketSettings(server, secret: "not the secret")
        let error = fetching(wrong).failure("s3://closed/plain-1.png")
        #expect(error?.kind == .httpStatus)
        #expect(error?.httpStatus == 403)
        #expect(error?.reason.contains("SignatureDoesNotMatch") == true)
        #expect(error?.reason.contains("not the secret") == false)
        #expect(try listing("s3://closed", wrong).failure()?.httpStatus == 403)
    }
}

/// Settings that lead to a test's own S3, with its key or without.
private func bucketSettings(
    _ server: S3Server, isSigned: Bool = true, secret: String? = nil
) -> AccessSettings {
    var environment = [
        "AWS_ENDPOINT_URL": server.url, "AWS_REGION": S3Server.region,
        // The user's own files are none of the tests' business.
        "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    ]
    if isSigned {
        environment["AWS_ACCESS_KEY_ID"] = server.accessKey
        environment["AWS_SECRET_ACCESS_KEY"] = secret ?? server.secretKey
    }
    return AccessSettings(environment: environment)
}

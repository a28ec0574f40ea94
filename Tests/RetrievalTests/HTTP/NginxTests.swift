import Retrieval
import TestSupport
import Testing

@Suite("A real web server", .enabled(if: NginxServer.program != nil, "nginx is not installed"))
struct NginxTests {
    private let directory = TemporaryDirectory()

    /// One server for all that is asked of it: its certificates take a while.
    @Test("files, conditions, ranges, redirects and certificates work with nginx")
    func nginx() throws {
        let server = try NginxServer(directory: directory)
        for index in 0..<200 {
            try directory.write(testPicture(index), to: "root/\(index).png")
        }
        try files(server)
        try conditions(server)
        try ranges(server)
        try certificates(server)
    }

    private func files(_ server: NginxServer) throws {
        let fetching = Fetching()
        for index in 0..<200 {
            #expect(try fetching.whole("\(server.url)/\(index).png").bytes == testPicture(index))
        }
        #expect(try fetching.whole(server.url + "/redirect/7.png").bytes == testPicture(7))
        #expect(fetching.failure(server.url + "/none.png")?.httpStatus == 404)
        #expect(fetching.failure(server.url + "/")?.httpStatus == 403)
    }

    private func conditions(_ server: NginxServer) throws {
        var fetching = Fetching()
        let version = try fetching.whole(server.url + "/5.png").facts.version
        #expect(version.etag != nil && version.modified != nil)
        for known in [
            version, SourceVersion(etag: version.etag), SourceVersion(modified: version.modified),
        ] {
            fetching.call.known = known
            #expect(try fetching.fetch(server.url + "/5.png").isUnchanged)
        }
        fetching.call.known = SourceVersion(etag: "\"0-0\"")
        #expect(try fetching.whole(server.url + "/5.png").bytes == testPicture(5))
    }

    private func ranges(_ server: NginxServer) throws {
        let fetching = Fetching()
        let whole = testPicture(6)
        let etag = try #require(try fetching.whole(server.url + "/6.png").facts.version.etag)
        let half = Array(whole.prefix(whole.count / 2))
        let sink = MemorySink(kept: half, validator: etag, total: whole.count)
        try fetching.fetch(server.url + "/6.png", into: sink)
        #expect(sink.bytes == whole)
        #expect(sink.start?.isResumed == true)

        let changed = MemorySink(kept: half, validator: "\"0-0\"", total: whole.count)
        try fetching.fetch(server.url + "/6.png", into: changed)
        #expect(changed.bytes == whole)
        #expect(changed.start?.isResumed == false)
    }

    private func certificates(_ server: NginxServer) throws {
        var trusting = Fetching { $0.caFile = server.caFile }
        trusting.call.addresses = AddressRule(allowing: ["localhost", "127.0.0.1"])
        #expect(try trusting.whole(server.secureURL + "/8.png").bytes == testPicture(8))
        #expect(try trusting.whole(server.secureURL + "/redirect/8.png").bytes == testPicture(8))

        var doubting = Fetching()
        doubting.call.addresses = trusting.call.addresses
        let error = doubting.failure(server.secureURL + "/8.png")
        #expect(error?.kind == .tls)
        #expect(error?.reason.contains("localhost") == true)

        let missing = Fetching { $0.caFile = "/nowhere/ca.pem" }
        var call = missing
        call.call.addresses = trusting.call.addresses
        #expect(call.failure(server.secureURL + "/8.png")?.kind == .tls)
        // It listens without TLS there.
        let plain = server.url.replacing("http://", with: "https://")
        #expect(trusting.failure(plain + "/8.png")?.kind == .tls)
    }
}

import Foundation
import TestSupport
import Testing

@Suite("Buckets of one name at several endpoints") struct EndpointTests {
    let directory = TemporaryDirectory()

    private func run(_ arguments: [String], at server: LoopbackServer) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments + ["--store", directory.path("store"), "--json"],
            environment: [
                "AWS_ENDPOINT_URL": server.url, "AWS_CONFIG_FILE": "/nowhere",
                "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
            ])
    }

    /// A bucket with one object, whose ETag is that of any other such bucket.
    private func bucket(_ seed: Int) throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            if request.parameter("list-type") != nil {
                let page = """
                    <ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a.png</Key>
                    <ETag>"same"</ETag></Contents></ListBucketResult>
                    """
                return connection.respond(200, body: Array(page.utf8))
            }
            var file = ServedFile(testPicture(seed))
            file.entityTag = "\"same\""
            file.respond(to: request, over: connection)
        }
    }

    private func text(_ result: ProgramResult) -> String { result.output + result.errors }

    @Test(
        "an equal ETag of another endpoint says nothing",
        arguments: [["s3://b/", "--recursive"], ["s3://b/a.png"]])
    func equalTags(_ source: [String]) throws {
        let (one, other) = (try bucket(1), try bucket(2))
        let fetch = ["fetch"] + source
        #expect(try run(fetch, at: one).objects.last?["stored"] as? Int == 1)
        let second = try run(fetch, at: other)
        #expect(second.objects.last?["stored"] as? Int == 1)
        #expect(other.requests.allSatisfy { $0.headers["if-none-match"] == nil })
        let port = other.port
        let paths = second.objects.compactMap { $0["path"] as? String }
        #expect(paths == ["a (from 127.0.0.1-\(port)).png"])
        for server in [one, other] {
            #expect(try run(fetch, at: server).objects.last?["unchanged"] as? Int == 1)
        }
    }

    @Test("what was asked for at one endpoint is never asked of another, and both are named")
    func retry() throws {
        let (one, other) = (try bucket(1), try bucket(2))
        #expect(try run(["enqueue", "s3://b/a.png"], at: one).status == 0)
        let refused = try run(["retry"], at: other)
        #expect(refused.status == 1)
        #expect(text(refused).contains(one.url) && text(refused).contains(other.url))
        #expect(other.requests.isEmpty)
        let retried = try run(["retry", "--include-permanent"], at: one)
        #expect(retried.objects.last?["stored"] as? Int == 1)
        #expect(other.requests.isEmpty)
    }

    @Test("what waits for one endpoint is not taken over by another")
    func waiting() throws {
        let (one, other) = (try bucket(1), try bucket(2))
        #expect(try run(["enqueue", "s3://b/a.png"], at: one).status == 0)
        #expect(try run(["fetch", "s3://b/a.png"], at: other).objects.last?["stored"] as? Int == 1)
        #expect(one.requests.isEmpty)
        #expect(try run(["retry"], at: one).objects.last?["stored"] as? Int == 1)
    }
}

import Foundation
import TestSupport
import Testing

@Suite("What is missing") struct MissingTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    /// An asset whose source is a file that is not there yet.
    private func awaited() throws -> (source: String, token: String) {
        let token = try testToken(store)
        let source = directory.path("later.png")
        let run = try runProgram(
            builtProgram("stillstore"),
            ["fetch", "file://" + source, "--store", store, "--as", "owner@localhost", "--quiet"])
        #expect(run.status == 1)
        return (source, token)
    }

    @Test("what failed is counted with its reason, and fetched by the server once it is asked for")
    func retry() throws {
        let (source, token) = try awaited()
        let server = try TestServer(store)
        let missing = try server.ask("GET", "/api/v1/missing", token: token)
        let groups = try #require(missing.json["items"] as? [[String: Any]])
        #expect(groups.count == 1)
        #expect(groups.first?["count"] as? Int == 1)
        let stranger = try testToken(store, email: "other@example.org")
        let others = try server.ask("GET", "/api/v1/missing", token: stranger)
        #expect((others.json["items"] as? [Any])?.isEmpty == true)
        let theirs = try server.send(
            "POST", "/api/v1/missing/retry", ["permanent": true], token: stranger)
        #expect(theirs.json["count"] as? Int == 0)

        try Data(testPicture(1)).write(to: URL(filePath: source))
        let feed = try EventReader.listen(server, token, "?tables=assets")
        let wanted = try server.send(
            "POST", "/api/v1/missing/retry", ["permanent": true], token: token)
        #expect(wanted.json["count"] as? Int == 1)
        // The event of the pipeline's batch.
        _ = try feed.next()
        let left = try server.ask("GET", "/api/v1/missing", token: token)
        #expect((left.json["items"] as? [Any])?.isEmpty == true)
    }
}

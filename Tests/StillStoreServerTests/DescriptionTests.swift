import Foundation
import TestSupport
import Testing

@Suite("The description") struct DescriptionTests {
    let directory = TemporaryDirectory()

    @Test("docs/openapi.json is what the server says of itself; Scripts/openapi writes it anew")
    func isCommitted() throws {
        let server = try TestServer(directory.path("store"))
        let answer = try server.ask("GET", "/api/v1/openapi.json")
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = try Data(contentsOf: root.appending(path: "docs/openapi.json"))
        let committed = try JSONSerialization.jsonObject(with: file) as? NSDictionary
        let current = answer.json as NSDictionary
        #expect(committed == current, "the API has changed: run Scripts/openapi")
    }
}

import Foundation
import TestSupport
import Testing

/// Clients that other people wrote.
@Suite(
    "Real clients",
    .enabled(if: RealClient.program != nil, "STILLSTORE_PYTHON is unset: make test installs them"))
struct RealClientTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    @Test("python's websockets subscribes, pings, sends in pieces, and is told why it is closed")
    func websockets() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        _ = try server.send("POST", "/api/v1/projects", ["name": "One"], token: token)
        let lines = try RealClient.run(
            """
            import json, sys
            from websockets.sync.client import connect
            from websockets.exceptions import ConnectionClosed, InvalidStatus
            address = f"ws://127.0.0.1:{sys.argv[1]}/api/v1/ws"
            try:
                connect(address)
            except InvalidStatus as refused:
                print(refused.response.status_code)
            with connect(address, additional_headers={"Authorization": "Bearer " + sys.argv[2]}) as ws:
                ws.send(json.dumps({"type": "subscribe", "after": 0, "tables": ["projects"]}))
                print(json.loads(ws.recv(30))["type"])
                print(json.loads(ws.recv(30))["event"]["row"]["name"])
                print(ws.ping().wait(30))
                ws.send(['{"type":', ' "ping"', '}'])
                print(json.loads(ws.recv(30))["type"])
                ws.send("a" * 70000)
                try:
                    ws.recv(30)
                except ConnectionClosed as closed:
                    print(closed.rcvd.code)
            """, "\(server.port)", token)
        #expect(lines == ["401", "subscribed", "One", "True", "pong", "1009"])
    }

    @Test("tuspy sends a file in pieces with checksums, goes on with it, and it is an asset")
    func tuspy() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let file = directory.path("file")
        let bytes = testPicture(1) + [UInt8](repeating: 7, count: 3 << 20)
        try Data(bytes).write(to: URL(filePath: file))
        let lines = try RealClient.run(
            """
            import sys
            from tusclient import client
            address = f"http://127.0.0.1:{sys.argv[1]}/api/v1/uploads"
            tus = client.TusClient(address, headers={"Authorization": "Bearer " + sys.argv[2]})
            described = {"bucket": "pets", "path": "cat.png"}
            first = tus.uploader(sys.argv[3], chunk_size=1 << 20, metadata=described,
                                 upload_checksum=True)
            first.upload_chunk()
            print(first.offset)
            again = tus.uploader(sys.argv[3], url=first.url, chunk_size=1 << 20)
            print(again.offset)
            again.upload()
            print(again.offset)
            """, "\(server.port)", token, file)
        #expect(lines == ["\(1 << 20)", "\(1 << 20)", "\(bytes.count)"])
        let stored = try server.ask("GET", "/api/v1/buckets/pets/cat.png", token: token)
        #expect(stored.body == bytes)
    }
}

/// A Python environment that `make test` makes.
enum RealClient {
    static let program = ProcessInfo.processInfo.environment["STILLSTORE_PYTHON"]
        .flatMap { $0.isEmpty ? nil : $0 }

    struct Failed: Error { let errors: String }

    /// - Returns: the lines that it printed.
    static func run(_ script: String, _ arguments: String...) throws -> [String] {
        let result = try runProgram(program ?? "", ["-c", script] + arguments)
        guard result.status == 0 else { throw Failed(errors: result.errors) }
        return result.output.split(separator: "\n").map(String.init)
    }
}

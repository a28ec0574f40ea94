import Foundation
import TestSupport
import Testing

@Suite("The messages of fetching") struct FetchWordsTests {
    let directory = TemporaryDirectory()

    private func run(_ arguments: [String], input: Data? = nil) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments, input: input,
            environment: ["STILLSTORE_STORE": directory.path("store")])
    }

    @Test("one address with several targets: each target that fails is named once")
    func failingPlaces() throws {
        let server = try FaultServer { testPicture($0) }
        let address = server.url("good", 1)
        let lines = [
            #"{"uri":"\#(address)","path":"../x.png"}"#,
            #"{"uri":"\#(address)","path":"y.png","digest":"00"}"#,
            #"{"uri":"\#(address)","bucket":"a/b"}"#, address,
            #"{"uri":"\#(server.url("status-404", 1))","path":"1.png"}"#,
            #"{"uri":"\#(server.url("status-404", 1))","path":"2.png"}"#,
        ]
        let list = try directory.write(lines.joined(separator: "\n").utf8, to: "list")
        let result = try run(["fetch", "--from", list, "--allow-host", "127.0.0.1"])
        #expect(result.status == 1)
        let failed = result.lines.filter { $0.hasPrefix("failed ") }
        #expect(failed.count == 5)
        #expect(Set(failed).count == 5)
        #expect(result.lines.last?.contains("1 stored, 5 failures") == true)
        for place in ["(for 127.0.0.1/../x.png)", "(for a/b/", "/1.png): ", "/2.png): "] {
            #expect(failed.contains { $0.contains(place) }, "\(place)")
        }
    }

    @Test("assets that wait are listed with their address")
    func missingInList() throws {
        let address = "https://pictures.example/a.png?size=2"
        #expect(try run(["enqueue", address]).status == 0)
        #expect(try run(["list"]).lines.first?.hasSuffix(address) == true)
    }

    @Test("enqueueing what waits already, or is here, writes nothing")
    func enqueuedAgain() throws {
        let server = try FaultServer { testPicture($0) }
        let here = server.url("good", 1)
        #expect(try run(["fetch", here]).status == 0)
        let addresses = [
            here, "https://pictures.example/a.png",
            "https://pictures.example/b.png?X-Amz-Signature=1&X-Amz-Date=20260101T000000Z",
        ]
        let enqueue = ["enqueue", "--json"] + addresses
        #expect(try run(enqueue).status == 0)
        func state() throws -> [String] {
            let listed = try run(["list", "--all", "--json"]).lines
            let journal = files(below: directory.path("store/journal"))
            return listed + journal
        }
        let before = try state()
        let again = try run(enqueue)
        #expect(again.status == 0)
        #expect(try state() == before)
        let events = again.objects.compactMap { $0["event"] as? String }
        #expect(events == ["started", "unchanged", "pending", "pending", "summary"])
        // A new signature is worth keeping.
        let other = "https://pictures.example/b.png?X-Amz-Signature=2&X-Amz-Date=20260101T000000Z"
        #expect(try run(["enqueue", other]).status == 0)
        #expect(try state() != before)
    }

    @Test("a host that rests is named with the way out")
    func restingHost() throws {
        // Nobody listens at that port.
        let addresses = (1...8).map { "http://127.0.0.1:9/\($0).png" }
        let result = try run(["fetch", "--connections", "1"] + addresses)
        #expect(result.status == 1)
        let way = "or at once by 'stillstore retry --now --host 127.0.0.1:9'"
        let line = result.lines.first { $0.hasPrefix("resting  127.0.0.1:9 rests; ") }
        #expect(line?.hasSuffix(way) == true, "\(result.output)")
        #expect(try run(["stats"]).output.contains(way))
    }

    @Test(
        "base64 is read as programs write it: with the head of an address, marks, quotes, line ends",
        arguments: [
            ("", ""), ("data:image/png;base64,", ""), ("DATA:;base64,", "\n"), ("\u{FEFF}", ""),
            ("\"", "\"\n"), (" '", "' "), ("\u{FEFF} \"data:image/png;base64,", "\"\r\n"),
        ])
    func base64(_ before: String, _ after: String) throws {
        let plain = Data(testPicture(3)).base64EncodedString(options: .lineLength64Characters)
        let forms = [
            plain,
            plain.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""),
            plain.replacing("/", with: "\\/").replacing("\r\n", with: "\\n"),
        ]
        for (number, form) in forms.enumerated() {
            let result = try run(
                ["fetch", "--base64", "--bucket", "b", "--path-template", "\(number).{ext}"],
                input: Data((before + form + after).utf8))
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            let link = directory.path("store/buckets/b/\(number).png")
            #expect(try bytes(of: link) == testPicture(3))
        }
    }

    @Test("a picture where base64 is wanted is named as such")
    func notBase64() throws {
        let result = try run(["fetch", "--base64"], input: Data(testPicture(1)))
        #expect(result.status == 2)
        #expect(result.errors.contains("is no base64 text"))
    }
}

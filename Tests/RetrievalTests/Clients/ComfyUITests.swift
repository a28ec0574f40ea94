import Foundation
import Retrieval
import TestSupport
import Testing

@Suite("ComfyUI") struct ComfyUITests {
    let server: ComfyUIServer
    var fetching = Fetching()

    init() throws { server = try ComfyUIServer() }

    private func listing(_ job: String? = nil) throws -> ComfyUIListing {
        try ComfyUIListing(
            base: server.url, job: job, http: fetching.http, addresses: fetching.call.addresses)
    }

    private func address(_ query: String) -> String { "comfyui+\(server.url)/?\(query)" }

    private func output(
        _ name: String, _ subfolder: String = "", kind: ComfyUIPlace.Kind = .output,
        node: String = "9", list: ComfyUIJob.Output.List = .images
    ) -> ComfyUIJob.Output {
        ComfyUIJob.Output(
            ComfyUIPlace(name, subfolder: subfolder, kind: kind), node: node, list: list)
    }

    @Test("the history is listed, the oldest first, each file once")
    func history() throws {
        server.add(
            ComfyUIJob(
                id: "j-1", number: 1,
                outputs: [
                    output("b.png", "sub/deep", node: "12"), output("a b.png"),
                    output("preview.png", kind: .temp), output("input.png", kind: .input),
                ]))
        server.add(
            ComfyUIJob(
                id: "j-2", number: 2,
                outputs: [
                    output("a b.png"), output("moving.gif", list: .gifs),
                    output("film.mp4", list: .gifs), output("夜.webp"),
                ]))
        server.add(ComfyUIJob(id: "j-3", number: 3, status: .running, outputs: [output("r.png")]))
        server.add(ComfyUIJob(id: "j-4", number: 4, status: .error, outputs: [output("e.png")]))
        let found = try listing().all()
        #expect(
            found.map(\.pathText)
                == ["sub/deep/b.png", "a b.png", "夜.webp", "moving.gif", "e.png"])
        #expect(found.map(\.jobID) == ["j-1", "j-2", "j-2", "j-2", "j-4"], "the last to make it")
        #expect(found[0].createdAt == 1_760_000_062_000)
        #expect(
            found[0].source.text
                == address("filename=b.png&subfolder=sub%2Fdeep&type=output"))
        #expect(found.allSatisfy { !$0.isImmutable }, "a name can be written again")
    }

    @Test("what was listed can be fetched")
    func roundTrip() throws {
        let names = ["a b.png", "夜 & 湖?#+%.png", "quo\"te.png"]
        for (index, name) in names.enumerated() {
            server.add(testPicture(index), at: ComfyUIPlace(name, subfolder: "x y/z"))
        }
        server.add(
            ComfyUIJob(id: "j", number: 1, outputs: names.map { output($0, "x y/z") }))
        let found = try listing().all()
        #expect(found.map(\.pathText) == names.map { "x y/z/" + $0 })
        for (index, listed) in found.enumerated() {
            let (bytes, facts) = try fetching.whole(listed.source.text)
            #expect(bytes == testPicture(index))
            let all = try JSONSerialization.jsonObject(with: Data(facts.metadata.utf8))
            let fields = (all as? [String: Any])?["comfyui"] as? [String: String]
            #expect(
                fields == ["filename": names[index], "subfolder": "x y/z", "type": "output"])
        }
    }

    @Test("previews and videos are counted, and fetched on request")
    func wishes() throws {
        server.add(
            ComfyUIJob(
                id: "j", number: 1,
                outputs: [
                    output("a.png"), output("p.png", kind: .temp), output("f.mp4", list: .gifs),
                    output("i.png", kind: .input),
                ]))
        var wishes = ListingWishes()
        func names() throws -> [String] {
            try ComfyUIListing(
                base: server.url, job: nil, http: fetching.http,
                addresses: fetching.call.addresses, wishes: wishes
            ).all().map(\.pathText)
        }
        #expect(try names() == ["a.png"])
        #expect(wishes.tally.counts.intermediates == 1 && wishes.tally.counts.videos == 1)
        (wishes.intermediates, wishes.videos) = (true, true)
        #expect(try names() == ["a.png", "temp/p.png", "f.mp4"])
    }

    @Test("folders of Windows are folders, and asked for as they are named")
    func windows() throws {
        server.add(testPicture(1), at: ComfyUIPlace("a.png", subfolder: "one\\two"))
        server.add(ComfyUIJob(id: "j", number: 1, outputs: [output("a.png", "one\\two")]))
        let found = try listing().all()
        #expect(found.map(\.pathText) == ["one/two/a.png"])
        #expect(try fetching.whole(found[0].source.text).bytes == testPicture(1))
    }

    @Test(
        "numbers and text that are no JSON hide no job",
        arguments: ["NaN", "-Infinity", "\"\\ud800\""])
    func oddGraphs(_ odd: String) throws {
        let entry = { (number: Int, value: String) in
            """
            "j-\(number)": {"prompt": [\(number), "j-\(number)", {"3": {"x": \(value)}}, {}, []],
                "outputs": {"9": {"images": [{"filename": "\(number).png", "subfolder": "",
                "type": "output"}]}}, "status": {}}
            """
        }
        let body = "{\(entry(1, "1")), \(entry(2, odd)), \"j-3\": null, \(entry(4, "[]"))}"
        let server = try LoopbackServer { request, connection in
            let queue = "{\"queue_running\": [7], \"queue_pending\": [null]}"
            let text = request.path == "/queue" ? queue : body
            connection.respond(
                200, headers: [("Content-Type", "application/json")], body: Array(text.utf8))
        }
        let listing = try ComfyUIListing(
            base: server.url, job: nil, http: fetching.http, addresses: fetching.call.addresses)
        let found = try listing.all()
        #expect(
            found.filter { $0.problem == nil }.map(\.pathText) == ["1.png", "2.png", "4.png"])
        #expect(
            found.filter { $0.problem != nil }.map(\.source.text)
                == ["comfyui+\(server.url)/history/j-3"])
    }

    @Test("a job that cannot be read at all is named, and hides no other")
    func unreadable() throws {
        let server = try LoopbackServer { request, connection in
            let range = (
                Int(request.parameter("offset") ?? "") ?? 0, request.parameter("max_items")
            )
            func job(_ number: Int) -> String {
                number == 1
                    ? "\"j\": {\"x\": }"
                    : "\"j\(number)\": {\"outputs\": {\"9\": {\"images\": [{\"filename\": \"\(number).png\", \"type\": \"output\"}]}}}"
            }
            let all = (0..<3).map(job)
            let page = all.dropFirst(range.0).prefix(Int(range.1 ?? "") ?? 3)
            let text =
                request.path == "/queue"
                ? "{\"queue_running\": [], \"queue_pending\": []}"
                : "{" + page.joined(separator: ", ") + "}"
            connection.respond(
                200, headers: [("Content-Type", "application/json")], body: Array(text.utf8))
        }
        let listing = try ComfyUIListing(
            base: server.url, job: nil, http: fetching.http, addresses: fetching.call.addresses)
        let found = try listing.all()
        #expect(found.filter { $0.problem == nil }.map(\.pathText) == ["0.png", "2.png"])
        let odd = found.filter { $0.problem != nil }
        #expect(odd.map(\.problem?.kind) == [.badAnswer])
        #expect(odd.first?.source.text.hasSuffix("/history?max_items=1&offset=1") == true)
    }

    @Test("one job is listed alone")
    func oneJob() throws {
        for number in 1...3 {
            server.add(
                ComfyUIJob(id: "j-\(number)", number: number, outputs: [output("\(number).png")]))
        }
        #expect(try listing("j-2").all().map(\.pathText) == ["2.png"])
    }

    @Test("an unknown job is a 404, an unfinished one a 409")
    func absentJobs() throws {
        server.add(ComfyUIJob(id: "waits", number: 1, status: .pending))
        server.add(ComfyUIJob(id: "runs", number: 2, status: .running))
        for (job, status, word) in [
            ("unknown", 404, "no job"), ("waits", 409, "queued"), ("runs", 409, "running"),
        ] {
            let error = try listing(job).failure()
            #expect(error?.kind == .httpStatus)
            #expect(error?.httpStatus == status)
            #expect(error?.reason.contains(word) == true)
        }
        #expect(try listing().all().isEmpty)
    }

    @Test("a history of several pages is listed completely, in order")
    func pages() throws {
        server.set { state in
            state.jobs = (1...205).map { number in
                ComfyUIJob(
                    id: "j-\(1000 - number)", number: number,
                    outputs: [output("\(1000 + number).png")])
            }
        }
        #expect(try listing().all().map(\.pathText) == (1001...1205).map { "\($0).png" })
    }

    @Test("jobs added meanwhile push nothing out of the listing")
    func growing() throws {
        let server = server
        server.set { state in
            state.jobs = (1...120).map {
                ComfyUIJob(id: "j-\($0)", number: $0, outputs: [output("\($0).png")])
            }
        }
        var names: [String] = []
        try listing().forEachPage(unless: { false }) { page in
            names += page.map(\.pathText)
            // The history is full: with each new job the oldest is forgotten.
            server.set { state in
                let number = state.jobs.last!.number + 1
                state.jobs.removeFirst()
                state.jobs.append(
                    ComfyUIJob(
                        id: "j-\(number)", number: number, outputs: [output("\(number).png")]))
            }
        }
        #expect(Array(names.prefix(120)) == (1...120).map { "\($0).png" })
        #expect(Set(names).count == names.count)
    }

    @Test("a file that did not change is not brought again")
    mutating func unchanged() throws {
        server.add(testPicture(1), at: ComfyUIPlace("a.png"))
        let version = try fetching.whole(address("filename=a.png")).facts.version
        #expect(version.etag != nil)
        fetching.call.known = version
        #expect(try fetching.fetch(address("filename=a.png")).isUnchanged)
        server.add(testPicture(2), at: ComfyUIPlace("a.png"))
        #expect(try fetching.whole(address("filename=a.png")).bytes == testPicture(2))
    }

    @Test("a file that is still being written is cut short, and whole a little later")
    func halfWritten() throws {
        server.add(testPicture(1), at: ComfyUIPlace("a.png"), partialAnswers: 1)
        let sink = MemorySink()
        #expect(fetching.failure(address("filename=a.png"), into: sink)?.kind == .truncated)
        try fetching.fetch(address("filename=a.png"), into: sink)
        #expect(sink.bytes == testPicture(1))
    }

    @Test("files of other folders can be fetched by name")
    func otherPlaces() throws {
        server.add(testPicture(1), at: ComfyUIPlace("a.png", kind: .temp))
        server.add(testPicture(2), at: ComfyUIPlace("a.png", subfolder: "s", kind: .input))
        #expect(try fetching.whole(address("filename=a.png&type=temp")).bytes == testPicture(1))
        #expect(
            try fetching.whole(address("filename=a.png&subfolder=s&type=input")).bytes
                == testPicture(2))
    }

    @Test("the server's own bytes are asked for, whatever else the address says")
    func originalBytes() throws {
        server.add(testPicture(1), at: ComfyUIPlace("a.png"))
        let (bytes, _) = try fetching.whole(address("filename=a.png&preview=webp;90&channel=rgb"))
        #expect(bytes == testPicture(1))
        let request = try #require(server.server.requests.last)
        #expect(request.query["preview"] == nil && request.query["channel"] == nil)
        #expect(request.headers["origin"] == nil)
    }

    @Test("refusals are kept, and what names no file is refused")
    func refusals() {
        #expect(fetching.failure(address("filename=none.png"))?.httpStatus == 404)
        #expect(fetching.failure(address("filename=..%2Fa.png"))?.httpStatus == 400)
        #expect(fetching.failure(address("filename=a.png&subfolder=../x"))?.httpStatus == 403)
        #expect(fetching.failure(address("subfolder=x"))?.kind == .unsupported)
        #expect(fetching.failure(address("filename=a.png&type=other"))?.kind == .unsupported)
    }

    @Test("a server of another kind is reported as such")
    func anotherServer() throws {
        let page = try LoopbackServer { _, connection in
            connection.respond(200, body: Array("<html></html>".utf8))
        }
        let listing = try ComfyUIListing(
            base: page.url, job: nil, http: fetching.http, addresses: fetching.call.addresses)
        #expect(listing.failure()?.kind == .badAnswer)
        #expect(listing.failure()?.reason.contains("no ComfyUI server") == true)
    }
}

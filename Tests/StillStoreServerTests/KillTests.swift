import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("A server that is killed") struct KillTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    @Test("what was answered is there, and the feed has no gap", arguments: [3, 11, 24])
    func underLoad(answers: Int) throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let stored = Mutex<[String: [UInt8]]>([:])
        let projects = Mutex<Set<String>>([])
        let done = DispatchSemaphore(value: 0)
        for client in 0..<4 {
            Thread.detachNewThread {
                defer { done.signal() }
                for number in 0..<100 {
                    let path = "/api/v1/buckets/load/\(client)-\(number).png"
                    let picture = testPicture(client * 100 + number)
                    guard
                        let put = try? server.ask("PUT", path, token: token, body: picture),
                        put.status == 201
                    else { return }
                    let count = stored.withLock {
                        $0[path] = picture
                        return $0.count
                    }
                    let made = try? server.send(
                        "POST", "/api/v1/projects", ["name": "p\(client)-\(number)"], token: token)
                    guard let made, made.status == 201 else { return }
                    _ = projects.withLock { $0.insert(made.json["id"] as? String ?? "") }
                    if count >= answers { kill(server.process.id, SIGKILL) }
                }
            }
        }
        for _ in 0..<4 { done.wait() }
        server.process.wait()
        let restarted = try TestServer(store)
        for (path, picture) in stored.withLock({ $0 }) {
            #expect(try restarted.ask("GET", path, token: token).body == picture, "\(path)")
        }
        var heard: Set<String> = []
        var numbers: [Int] = []
        var after = 0
        while true {
            let page = try restarted.ask(
                "GET", "/api/v1/events/list?limit=1000&after=\(after)", token: token)
            if page.items.isEmpty { break }
            for event in page.items {
                numbers.append(event["number"] as? Int ?? 0)
                if event["table"] as? String == "projects" {
                    heard.insert(event["row_id"] as? String ?? "")
                }
            }
            after = numbers.last ?? 0
        }
        #expect(projects.withLock { $0 }.isSubset(of: heard))
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == numbers.count)
        // What was published and not committed yet is no loss: nobody was told of it.
        let verified = try runProgram(
            builtProgram("stillstore"), ["verify", "--store", store, "--quick", "--json"])
        let defects = verified.objects.filter { $0["event"] as? String == "defect" }
        let kinds = Set(defects.compactMap { $0["kind"] as? String })
        #expect(
            kinds.isSubset(of: ["object-without-row", "rendition-stray"]), "\(verified.output)")
    }
}

import Foundation
import TestSupport
import Testing

@Suite("The server") struct BasicTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    @Test("a new store is served to its owner by the link that is printed, once")
    func firstLink() throws {
        let server = try TestServer(store)
        let link = try #require(server.announcement.last?.split(separator: " ").last)
        let path = String(link.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
        let opened = try server.ask("GET", path)
        #expect(opened.status == 303)
        #expect(opened.headers["location"] == "/")
        let cookie = try #require(opened.headers["set-cookie"]).prefix { $0 != ";" }
        #expect(opened.headers["set-cookie"]?.contains("HttpOnly; SameSite=Lax") == true)
        let me = try server.ask("GET", "/api/v1/auth/me", headers: ["Cookie": String(cookie)])
        #expect(me.status == 200)
        #expect(me.json["email"] as? String == "owner@localhost")
        let again = try server.ask("GET", path)
        #expect(again.status == 404)
        #expect(again.code == "link_not_valid")
        // A person is told so by a page.
        let page = try server.ask("GET", path, headers: ["Accept": "text/html,*/*"])
        #expect(page.status == 303)
        #expect(page.headers["location"] == "/sign-in?link=ended")
    }

    @Test("a secret link is no token")
    func linkIsNoToken() throws {
        let server = try TestServer(store)
        let secret = try #require(server.announcement.last?.split(separator: "/").last)
        #expect(try server.ask("GET", "/api/v1/auth/me", token: String(secret)).status == 401)
    }

    @Test("it does not listen beyond the machine while nobody has a password")
    func noPassword() throws {
        let result = try runProgram(
            builtProgram("stillstore-server"),
            ["--store", store, "--host", "0.0.0.0", "--port", "0"])
        #expect(result.status == 2)
        #expect(result.errors.contains("while no user has a password"))
    }

    @Test("'stillstore serve' becomes the server, and ends at once when it is asked to")
    func serveCommand() throws {
        let output = try ProgramPipe()
        let process = try ChildProcess(
            builtProgram("stillstore"), ["serve", "--store", store, "--port", "0"],
            output: output.writing.fileDescriptor)
        try output.writing.close()
        let said = String(decoding: output.reading.availableData, as: UTF8.self)
        #expect(said.contains("serves \(store) at http://127.0.0.1:"))
        kill(process.id, SIGTERM)
        #expect(process.wait() == 0)
    }

    @Test("a project goes its whole way, and each step is what the next one finds")
    func project() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let made = try server.send(
            "POST", "/api/v1/projects", ["name": "Autumn", "aspect_ratio": "16:9"], token: token)
        #expect(made.status == 201)
        let id = try #require(made.json["id"] as? String)
        let path = "/api/v1/projects/\(id)"
        let read = try server.ask("GET", path, token: token)
        #expect(read.json["name"] as? String == "Autumn")
        let tag = try #require(read.headers["etag"])
        let known = try server.ask("GET", path, token: token, headers: ["If-None-Match": tag])
        #expect(known.status == 304)
        let edited = try server.send(
            "PATCH", path, ["aspect_ratio": NSNull()], token: token, headers: ["If-Match": tag])
        #expect(edited.status == 200)
        #expect(edited.json["aspect_ratio"] == nil)
        let late = try server.send(
            "PATCH", path, ["name": "Winter"], token: token, headers: ["If-Match": tag])
        #expect(late.status == 412)
        #expect(late.code == "changed_meanwhile")
        #expect(try server.ask("DELETE", path, token: token).status == 204)
        #expect(try server.ask("GET", path, token: token).status == 404)
        #expect(try server.send("POST", path + "/restore", [:], token: token).status == 200)
        let list = try server.ask("GET", "/api/v1/projects?page=1&limit=1", token: token)
        #expect(list.items.map { $0["id"] as? String } == [id])
        #expect(list.json["total"] as? Int == 1)
    }

    @Test(
        "what was read can be changed by its tag, and the answer has the next one",
        arguments: [
            ("/api/v1/jobs", ["type": "image"], "name"),
            ("/api/v1/sessions", ["workflow": "ad"], "title"),
            ("/api/v1/albums", ["name": "a"], "name"),
            ("/api/v1/templates", ["name": "a", "prompt": "b"], "name"),
            ("/api/v1/generations", ["kind": "image"], "prompt"),
        ])
    func tags(_ path: String, _ body: [String: String], _ field: String) throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let made = try server.send("POST", path, body, token: token)
        #expect(made.status == 201, "\(made.text)")
        let one = try "\(path)/\(#require(made.json["id"] as? String))"
        var tag = try #require(server.ask("GET", one, token: token).headers["etag"])
        for value in ["first", "second"] {
            let edited = try server.send(
                "PATCH", one, [field: value], token: token, headers: ["If-Match": tag])
            #expect(edited.status == 200, "\(edited.text)")
            #expect(edited.text.contains(value))
            tag = try #require(edited.headers["etag"])
        }
    }

    @Test("a request with a key is carried out once")
    func idempotency() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let headers = ["Idempotency-Key": "one"]
        let first = try server.send(
            "POST", "/api/v1/projects", ["name": "Autumn"], token: token, headers: headers)
        let second = try server.send(
            "POST", "/api/v1/projects", ["name": "Autumn"], token: token, headers: headers)
        #expect(first.status == 201)
        #expect(second.text == first.text)
        let other = try server.send(
            "POST", "/api/v1/projects", ["name": "Winter"], token: token, headers: headers)
        #expect(other.status == 422)
        #expect(other.code == "key_reused")
        #expect(try server.ask("GET", "/api/v1/projects", token: token).items.count == 1)
    }

    @Test(
        "what cannot be taken is refused by name",
        arguments: [
            ("{\"name\":\"a\",\"colour\":1}", 400, "invalid", "colour"),
            ("{\"aspect_ratio\":\"1:1\"}", 400, "invalid", "name"),
            ("{\"name\":1}", 400, "invalid", "name"),
            ("{\"name\":\"a\",\"spacing\":1.5}", 400, "invalid", "spacing"),
            ("{\"name\":\"a\",\"name\":\"b\"}", 400, "malformed_json", ""),
            ("{\"name\":\"\\u0000\"}", 400, "malformed_json", ""),
            ("{\"name\":", 400, "malformed_json", ""),
            ("[]", 400, "invalid", ""),
        ])
    func badBody(_ body: String, _ status: Int, _ code: String, _ field: String) throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let answer = try server.ask(
            "POST", "/api/v1/projects", token: token,
            headers: ["Content-Type": "application/json"], body: Array(body.utf8))
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer.json["field"] as? String ?? "" == field)
        #expect(answer.headers["content-type"] == "application/problem+json")
    }

    @Test("addresses, methods, types and parameters that are not there are each their own problem")
    func notThere() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        #expect(try server.ask("GET", "/nothing", token: token).status == 404)
        let method = try server.ask("PUT", "/api/v1/projects", token: token)
        #expect(method.status == 405)
        #expect(method.headers["allow"] == "GET, HEAD, POST")
        let type = try server.ask(
            "POST", "/api/v1/projects", token: token, headers: ["Content-Type": "text/plain"],
            body: Array("{}".utf8))
        #expect(type.status == 415)
        let parameter = try server.ask("GET", "/api/v1/projects?sort=name", token: token)
        #expect(parameter.status == 400)
        #expect(parameter.json["field"] as? String == "sort")
        #expect(try server.ask("GET", "/api/v1/projects?limit=501", token: token).status == 400)
        #expect(try server.ask("GET", "/api/v1/projects", token: nil).status == 401)
        #expect(try server.ask("GET", "/api/v1/projects", token: "ss_no").status == 401)
    }

    @Test("the description names every operation")
    func description() throws {
        let server = try TestServer(store)
        let answer = try server.ask("GET", "/api/v1/openapi.json")
        #expect(answer.status == 200)
        #expect(answer.json["openapi"] as? String == "3.1.0")
        let paths = try #require(answer.json["paths"] as? [String: Any])
        #expect(paths["/api/v1/projects/{id}"] != nil)
        #expect(paths["/api/v1/buckets/{bucket}/{path}"] != nil)
    }
}

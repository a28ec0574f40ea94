import Domain
import Foundation
import StillStoreCore
import TestSupport
import Values

/// A real server, on a port of its own, that a test starts and stops.
final class TestServer: Sendable {
    let process: ChildProcess
    let port: Int
    /// What it printed when it began to serve.
    let announcement: [String]
    private let log: FileHandle
    private let output: FileHandle

    /// - Parameter store: its directory.
    init(_ store: String, _ arguments: [String] = []) throws {
        let output = try ProgramPipe()
        let logFile = store + ".log"
        if !FileManager.default.fileExists(atPath: logFile) {
            _ = FileManager.default.createFile(atPath: logFile, contents: nil)
        }
        log = try FileHandle(forUpdating: URL(filePath: logFile))
        log.seekToEndOfFile()
        process = try ChildProcess(
            builtProgram("stillstore-server"), ["--store", store, "--port", "0"] + arguments,
            output: output.writing.fileDescriptor, errors: log.fileDescriptor)
        try output.writing.close()
        self.output = output.reading
        var text = ""
        while !text.contains("\n") {
            let piece = output.reading.availableData
            if piece.isEmpty { break }
            text += String(decoding: piece, as: UTF8.self)
        }
        announcement = text.split(separator: "\n").map(String.init)
        let port = announcement.first?.split(separator: ":").last.flatMap { Int($0) }
        guard let port else { throw NotServing(said: text) }
        self.port = port
    }

    struct NotServing: Error { let said: String }

    deinit { stop() }

    func stop() {
        guard process.isRunning else { return }
        kill(process.id, SIGTERM)
        process.wait()
    }

    func crash() {
        kill(process.id, SIGKILL)
        process.wait()
    }

    func connect() throws -> TestConnection { try TestConnection(port: port) }

    /// One request on a connection of its own.
    func ask(
        _ method: String, _ path: String, token: String? = nil, headers: [String: String] = [:],
        body: [UInt8] = []
    ) throws -> TestAnswer {
        let connection = try connect()
        return try connection.ask(method, path, token: token, headers: headers, body: body)
    }

    /// With a body of JSON.
    func send(
        _ method: String, _ path: String, _ json: Any, token: String? = nil,
        headers: [String: String] = [:]
    ) throws -> TestAnswer {
        let body = try JSONSerialization.data(withJSONObject: json, options: .fragmentsAllowed)
        return try ask(
            method, path, token: token,
            headers: headers.merging(["Content-Type": "application/json"]) { $1 },
            body: [UInt8](body))
    }
}

/// A token of a user of the store, with all that their role may do.
func testToken(_ store: String, email: String? = nil, admin: Bool = false) throws -> String {
    let library = try Library(
        at: FilePath(store),
        {
            var options = Library.Options(); options.createsIfMissing = true; return options
        }())
    defer { library.close() }
    let owner = try library.domain.owner()
    return try library.domain.change(as: owner.viewer) { transaction in
        let user = try email.map {
            try transaction.users.find(email: $0)
                ?? transaction.users.create(email: $0, name: "Test", role: admin ? .admin : .member)
        }
        return try transaction.acting(as: user?.viewer ?? owner.viewer).accessTokens.issue(
            .api, name: "test",
            scopes: user == nil || admin ? [.read, .write, .work, .admin] : [.read, .write, .work]
        ).secret
    }
}

/// Changes the store beside the server, as its owner.
func testChange(_ store: String, _ body: (DomainTransaction) throws -> Void) throws {
    let library = try Library(at: FilePath(store), Library.Options())
    defer { library.close() }
    let owner = try library.domain.owner()
    try library.domain.change(as: owner.viewer, body)
}

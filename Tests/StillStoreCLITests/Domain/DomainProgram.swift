import Foundation
import TestSupport
import Testing

/// The program on a store of its own, with two people beside the owner.
final class DomainProgram {
    static let ada = "ada@example.com"
    static let bo = "bo@example.com"

    let directory = TemporaryDirectory()
    private(set) var ids: [String: String] = [:]

    init() throws {
        try check(run("init", "--quiet"))
        for address in [DomainProgram.ada, DomainProgram.bo] {
            ids[address] = try make("users", "create", address, "--name", address)
        }
    }

    func run(_ arguments: String..., input: String? = nil) throws -> ProgramResult {
        try run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String? = nil) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments, input: Data((input ?? "").utf8),
            environment: ["STILLSTORE_STORE": directory.path("store")],
            directory: directory.path)
    }

    /// What a command prints that is to succeed.
    func output(_ arguments: [String], input: String? = nil) throws -> String {
        let result = try run(arguments, input: input)
        try check(result, arguments)
        return result.output
    }

    func output(_ arguments: String...) throws -> String { try output(arguments) }

    /// The id of what a command makes.
    func make(_ arguments: [String], input: String? = nil) throws -> String {
        try String(output(arguments, input: input).prefix { $0 != " " && $0 != "\n" })
    }

    func make(_ arguments: String...) throws -> String { try make(arguments) }

    /// Ada's asset with a picture of its own.
    func picture(_ number: Int, of person: String = DomainProgram.ada) throws -> String {
        let name = "picture-\(number).png"
        try directory.write(testPicture(number), to: name)
        return try make(
            "put", "photos/\(name)", directory.path(name), "--user-id", ids[person] ?? "")
    }

    /// The number of the last change.
    func newestEvent() throws -> String {
        try output("sql", "SELECT newest FROM event_numbers").split(separator: "\n").last
            .map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }

    private func check(_ result: ProgramResult, _ arguments: [String] = []) throws {
        guard result.status != 0 else { return }
        throw Failed(arguments: arguments, errors: result.errors)
    }

    struct Failed: Error {
        let arguments: [String]
        let errors: String
    }
}

import Foundation
import TestSupport
import Testing

@Suite("Lists of names") struct ListFileTests {
    let directory = TemporaryDirectory()

    private func run(_ arguments: [String], input: Data? = nil) throws -> ProgramResult {
        try runProgram(
            builtProgram("stillstore"), arguments, input: input,
            environment: ["STILLSTORE_STORE": directory.path("store")], directory: directory.path)
    }

    private let mark = Data([0xEF, 0xBB, 0xBF])

    @Test("the mark that editors on Windows write before a list is no part of its first name")
    func marked() throws {
        try directory.write(testPicture(1), to: "a.png")
        try directory.write(testPicture(2), to: "b.png")
        let names = mark + Data("a.png\r\nb.png\r\n".utf8)
        #expect(try run(["ingest", "--files-from", "-"], input: names).status == 0)
        let places = mark + Data("default/a.png\n".utf8)
        #expect(try run(["delete", "--from", "-"], input: places).status == 0)
        #expect(try run(["undelete", "--from", "-"], input: places).status == 0)
        let file = URL(fileURLWithPath: directory.path("b.png")).absoluteString
        let sources = mark + Data("{\"uri\":\"\(file)\"}\n".utf8)
        let fetched = try run(["fetch", "--allow-host", "local", "--from", "-"], input: sources)
        #expect(fetched.status == 0, "\(fetched.output)\(fetched.errors)")
        // Nothing but the mark is an empty list.
        #expect(try run(["fetch", "--from", "-"], input: mark).status == 0)
    }

    @Test(
        "a list in UTF-16 is named as such, with its mark and without",
        arguments: [
            ["ingest", "--files-from"], ["fetch", "--from"], ["delete", "--from"],
            ["undelete", "--from"],
        ])
    func utf16(_ command: [String]) throws {
        try directory.write(testPicture(1), to: "a.png")
        #expect(try run(["ingest", "a.png"]).status == 0)
        for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian] {
            for text in ["\u{FEFF}default/a.png\r\n", "default/a.png\r\ndefault/b.png\r\n"] {
                let list = try #require(text.data(using: encoding))
                let result = try run(command + ["-"], input: list)
                #expect(result.status == 2)
                #expect(result.errors.contains("is UTF-16: save it as UTF-8"))
            }
        }
    }

    @Test("names of one byte that end in NUL are no UTF-16")
    func shortNames() throws {
        for name in ["a", "b", "c", "d", "e"] { try directory.write(testPicture(1), to: name) }
        let list = Data("a\0b\0c\0d\0e\0".utf8)
        #expect(try run(["ingest", "--files-from", "-"], input: list).status == 0)
    }

    @Test("a list that cannot be read says why")
    func unreadable() throws {
        for list in [directory.path, directory.path("gone")] {
            let result = try run(["ingest", "--files-from", list])
            #expect(result.status == 2)
            #expect(result.errors.contains("the list \(list) cannot be read: "))
        }
    }
}

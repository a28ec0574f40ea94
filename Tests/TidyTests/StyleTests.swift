import Testing

@Suite("Style") struct StyleTests {
    private static let sources = Result { try Sources.files(below: "Sources") }

    @Test("no file of the program is longer than 400 lines")
    func lengths() throws {
        let files = try StyleTests.sources.get()
        #expect(files.count > 300, "the sources are where they are looked for")
        for file in files {
            #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("no type is called like a function: a method has a name that can be searched for")
    func calls() throws {
        for file in try StyleTests.sources.get() where file.text.contains("callAsFunction") {
            Issue.record("\(file.path)")
        }
    }

    @Test("the program does not trap on errors")
    func traps() throws {
        for file in try StyleTests.sources.get() {
            for line in file.lines where line.contains("try!") {
                let code = line.drop { $0 == " " }
                if !code.hasPrefix("//") { Issue.record("\(file.path): \(code)") }
            }
        }
    }
}

import Foundation
import TestSupport
import Testing

@Suite("The program's files that become generations") struct OutputProgramTests {
    private let ada = DomainProgram.ada

    private func write(_ number: Int, to name: String, _ program: DomainProgram) throws -> String {
        try program.directory.write(testPicture(number), to: name)
        return program.directory.path(name)
    }

    @Test("a job is completed with files, in one step, and again with the same answer")
    func complete() throws {
        let program = try DomainProgram()
        let job = try program.make("jobs", "enqueue", "image", "--prompt", "a cat", "--as", ada)
        let claimed = try program.output(
            "jobs", "claim", "--worker", "gpu-1", "--type", "image", "--as", ada)
        #expect(claimed.hasPrefix(job))
        let first = try write(1, to: "one.png", program)
        try program.directory.write(Array("not a picture".utf8), to: "clip.mp4")
        let files = ["--file", first, "--file", program.directory.path("clip.mp4")]
        let complete =
            ["jobs", "complete", job, "--lease", "1"] + files + ["--seed", "5", "--as", ada]
        let missing = try program.run(complete + ["--file", program.directory.path("no.png")])
        #expect(missing.status == 1)
        #expect(missing.errors.contains("no.png: there is no such file"))
        let answer = try program.output(complete)
        #expect(try program.output(complete) == answer)
        let paths = try program.output("sql", "SELECT bucket, path FROM bucket_paths")
        #expect(paths.contains("\(job)/1_") && paths.contains("\(job)/2_"))
        #expect(paths.contains(".mp4"))
        let made = try program.output("generations", "list", "--as", ada)
        #expect(made.split(separator: "\n").count == 2)
        #expect(try program.run("verify").status == 0)
    }

    @Test("put and ingest make generations in a session, and refuse somebody else's")
    func sessions() throws {
        let program = try DomainProgram()
        let session = try program.make("sessions", "create", "images", "--as", ada)
        let one = try write(1, to: "in/1.png", program)
        _ = try write(2, to: "in/2.png", program)
        let theirs = try program.run(
            ["put", "default/x.png", one, "--session", session, "--as", DomainProgram.bo])
        #expect(theirs.status == 1)
        #expect(theirs.errors.contains("there is no session \(session)"))
        #expect(try program.output("list") == "")
        _ = try program.output("put", "default/1.png", one, "--session", session, "--as", ada)
        _ = try program.output(
            "ingest", program.directory.path("in"), "--prefix", "more", "--session", session,
            "--index", "7", "--as", ada)
        let made = try program.output("sql", "SELECT output_index FROM generations")
        #expect(made.contains("7") && made.contains("8"))
        let user = try program.run(
            ["put", "default/y.png", one, "--session", session, "--user-id", "somebody"])
        #expect(user.status == 2)
    }
}

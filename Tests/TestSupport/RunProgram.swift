package import Foundation
import Synchronization

/// What a process left behind.
package struct ProgramResult: Sendable {
    /// The exit status, or the negated signal.
    package let status: Int32
    package let output: String
    package let errors: String

    package var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The complete lines of the output as JSON objects; a line cut off by a kill is left out.
    package var objects: [[String: Any]] {
        var complete = output.split(separator: "\n", omittingEmptySubsequences: false)
        complete.removeLast()
        return complete.compactMap {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }
}

/// A program that was built beside the tests, or that of the same name in the directory
/// `STILLSTORE_PROGRAMS`: so the release program is run through the same tests.
package func builtProgram(_ name: String) -> String {
    if let other = ProcessInfo.processInfo.environment["STILLSTORE_PROGRAMS"] {
        let program = other + "/" + name
        if FileManager.default.isExecutableFile(atPath: program) { return program }
    }
    // On Linux the tests run as an executable in the build directory; on macOS from a bundle
    // in it.
    var directory = Bundle.main.bundleURL
    if directory.pathExtension == "xctest" { directory.deleteLastPathComponent() }
    return directory.appendingPathComponent(name).path
}

/// Runs a program to its end.
///
/// - Parameter onLine: called with the number of complete lines of output so far; may signal the
///   process.
package func runProgram(
    _ program: String, _ arguments: [String], input: Data? = nil,
    environment: [String: String] = [:], directory: String? = nil,
    onLine: ((Int, pid_t) -> Void)? = nil
) throws -> ProgramResult {
    let (output, errors, feed) = (try ProgramPipe(), try ProgramPipe(), try ProgramPipe())
    let process = try ChildProcess(
        program, arguments, environment: environment, directory: directory,
        input: input == nil ? nil : feed.reading.fileDescriptor,
        output: output.writing.fileDescriptor, errors: errors.writing.fileDescriptor)
    // The program has its own ends now; it may end before it has read everything.
    for end in [output.writing, errors.writing, feed.reading] { try? end.close() }
    signal(SIGPIPE, SIG_IGN)
    if let input { try? feed.writing.write(contentsOf: input) }
    try? feed.writing.close()
    let errorText = Mutex(Data())
    let done = DispatchSemaphore(value: 0)
    let reader = errors.reading
    let thread = Thread {
        let data = reader.readDataToEndOfFile()
        errorText.withLock { $0 = data }
        done.signal()
    }
    thread.start()
    var text = Data()
    var lines = 0
    while true {
        let piece = output.reading.availableData
        if piece.isEmpty { break }
        text += piece
        guard let onLine else { continue }
        for _ in 0..<piece.count(where: { $0 == UInt8(ascii: "\n") }) {
            lines += 1
            onLine(lines, process.id)
        }
    }
    done.wait()
    return ProgramResult(
        status: process.wait(), output: String(decoding: text, as: UTF8.self),
        errors: String(decoding: errorText.withLock { $0 }, as: UTF8.self))
}

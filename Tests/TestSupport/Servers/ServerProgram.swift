import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A program that serves on loopback ports, started for a test and ended with it.
final class ServerProgram: Sendable {
    /// Why a server is not there.
    enum Failure: Error {
        /// It ended, or did not listen in time; with what it had to say.
        case notReady(program: String, log: String)
    }

    private let process: ChildProcess

    /// Long, for a Python program on a machine that is busy with other tests.
    private static let startSeconds = 60.0

    /// Returns when the program accepts connections on all its ports.
    ///
    /// - Parameter log: the file for its output and its errors.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        log: String, ports: [UInt16]
    ) throws {
        try Data().write(to: URL(fileURLWithPath: log))
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        defer { try? output.close() }
        process = try ChildProcess(
            program, arguments, environment: environment, output: output.fileDescriptor,
            errors: output.fileDescriptor)
        let deadline = Date(timeIntervalSinceNow: Self.startSeconds)
        for port in ports {
            while !Self.answers(port) {
                guard isRunning, Date() < deadline else {
                    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                    stop()
                    throw Failure.notReady(program: program, log: text)
                }
                // Only to leave the processor to the program.
                _ = poll(nil, 0, 5)
            }
        }
    }

    deinit { stop() }

    private var isRunning: Bool { process.isRunning }

    /// Kills the program: it keeps nothing that would have to be finished.
    func stop() {
        guard process.isRunning else { return }
        kill(process.id, SIGKILL)
        process.wait()
    }

    /// The path of a program in `PATH` or else in one of the directories.
    static func find(_ name: String, in directories: [String] = []) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":").map(String.init) + directories)
            .map { $0 + "/" + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func answers(_ port: UInt16) -> Bool {
        guard let descriptor = try? Sockets.connected(to: "127.0.0.1", port: port) else {
            return false
        }
        close(descriptor)
        return true
    }
}

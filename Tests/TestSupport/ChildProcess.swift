import CTestSupport
package import Foundation
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A program that a test starts.
///
/// Not Foundation's `Process`: on Linux it copies directory entries beyond the end of a buffer when
/// it lists the open files of a process that has many, and crashes now and then.
package final class ChildProcess: Sendable {
    /// A call of the system that failed.
    package struct Failure: Error {
        package let call: String
        package let code: Int32
    }

    package let id: Int32
    private let status = Mutex<Int32?>(nil)

    /// Starts `program`. Streams that are not given are the null device's. The program gets no
    /// other open file, no blocked signal and the usual reaction to each.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        directory: String? = nil, input: Int32? = nil, output: Int32? = nil, errors: Int32? = nil
    ) throws {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let words = ([program] + arguments).map { strdup($0) }
        let settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            .map { strdup($0.key + "=" + $0.value) }
        defer { (words + settings).forEach { free($0) } }
        var id: Int32 = 0
        let code = spawn_program(
            program, words + [nil], settings + [nil], directory,
            [input ?? null, output ?? null, errors ?? null], &id)
        guard code == 0 else { throw Failure(call: "starting \(program)", code: code) }
        self.id = id
    }

    /// The exit status, or the negated signal; waits for the end.
    @discardableResult
    package func wait() -> Int32 { ended(waiting: true)! }

    package var isRunning: Bool { ended(waiting: false) == nil }

    private func ended(waiting: Bool) -> Int32? {
        status.withLock { status in
            if let status { return status }
            var word: Int32 = 0
            var found: pid_t
            repeat {
                found = waitpid(id, &word, waiting ? 0 : WNOHANG)
            } while found < 0
                && errno == EINTR
            if found == 0 { return nil }
            let signal = word & 0x7f
            status = signal == 0 ? word >> 8 & 0xff : -signal
            return status
        }
    }
}

/// Two ends, which no program gets that is started meanwhile.
package struct ProgramPipe {
    package let reading: FileHandle
    package let writing: FileHandle

    package init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ChildProcess.Failure(call: "pipe", code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    }
}

import ArgumentParser
import ContentStore
import Domain
import Foundation
import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Where a password comes from: never from an argument, which every user of the machine can read.
struct PasswordOptions: ParsableArguments {
    @Flag(name: .long, help: "Ask for a password, without showing it.")
    var askPassword = false

    @Option(
        name: .long, help: "Read it from the first line of a file; - is standard input.",
        completion: .file(), transform: Typed.path)
    var passwordFrom: FilePath?

    @Option(
        name: .long,
        help: "Read another program's bcrypt hash of it from the first line of a file.",
        completion: .file(), transform: Typed.path)
    var passwordHashFrom: FilePath?

    func validate() throws {
        let ways = [askPassword, passwordFrom != nil, passwordHashFrom != nil]
        if ways.count(where: { $0 }) > 1 {
            throw ValidationError("A password comes from one place only.")
        }
    }

    /// Nil where none was asked for.
    func hash(_ environment: DomainEnvironment) throws -> PasswordHash? {
        if let passwordHashFrom {
            return try PasswordHash(imported: Self.firstLine(passwordHashFrom))
        }
        if let passwordFrom {
            return try PasswordHash(of: Self.firstLine(passwordFrom), environment)
        }
        return askPassword ? try PasswordHash(of: Self.ask(), environment) : nil
    }

    /// The password itself, to be compared; nil where none was given.
    func plain() throws -> String? {
        if let passwordFrom { return try Self.firstLine(passwordFrom) }
        return askPassword ? try Self.ask() : nil
    }

    /// The secret line of a file.
    static func firstLine(_ file: FilePath) throws -> String {
        let text = try InputText.read(file, as: "the secret", limit: 1 << 20)
        return text.prefix { !$0.isNewline }.description
    }

    /// Asks twice on the terminal.
    static func ask(_ what: String = "password") throws -> String {
        let first = try prompt("\(what): ")
        guard try prompt("\(what) again: ") == first else {
            throw UsageError("the two are not the same")
        }
        return first
    }

    private static func prompt(_ words: String) throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        defer { for place in buffer.indices { buffer[place] = 0 } }
        // The terminal itself, with its echo turned off, whatever standard input is.
        switch readSilently(words, &buffer) {
        case .read: break
        case .interrupted: throw Exit.interrupted
        case .noTerminal:
            throw UsageError("there is no terminal to ask at: use --password-from")
        }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UsageError("what was typed is not UTF-8")
        }
        return text
    }

    private enum Answer { case read, interrupted, noTerminal }

    /// Reads a line from the terminal without showing it.
    private static func readSilently(_ words: String, _ buffer: inout [CChar]) -> Answer {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return .noTerminal }
        defer { close(terminal) }
        var shown = termios()
        guard tcgetattr(terminal, &shown) == 0 else { return .noTerminal }
        // Ctrl-C ends the read and not the program, so that the terminal gets its echo back.
        var (interrupting, before) = (sigaction(), sigaction())
        #if canImport(Darwin)
            interrupting.__sigaction_u.__sa_handler = { _ in }
        #else
            interrupting.__sigaction_handler.sa_handler = { _ in }
        #endif
        sigaction(SIGINT, &interrupting, &before)
        defer { sigaction(SIGINT, &before, nil) }
        var silent = shown
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return .noTerminal }
        defer { tcsetattr(terminal, TCSAFLUSH, &shown) }
        _ = words.withCString { write(terminal, $0, strlen($0)) }
        defer { _ = write(terminal, "\n", 1) }
        var count = 0
        while count < buffer.count - 1 {
            let got = read(terminal, &buffer[count], 1)
            if got < 0 { return .interrupted }
            if got == 0 || buffer[count] == CChar(bitPattern: UInt8(ascii: "\n")) { break }
            count += 1
        }
        buffer[count] = 0
        return .read
    }
}

import Catalog
package import ContentStore
import Synchronization

/// What a process writes outside of runs with: uploads, and renditions that are made on demand. One
/// staging area and one file of the journal serve all of them.
///
/// The file is one that earlier sessions have written to, of this process and of others, until it
/// has grown to `journalBytes`: so the journal does not grow by a file an upload.
package final class WriteSession: Sendable {
    package let staging: StagingArea
    package let journal: Journal
    /// Held by who commits. Not nil once facts that were never committed stay in the journal.
    fileprivate let commits = Mutex<(any Error)?>(nil)

    /// A file of this size is left to itself; the next one is begun.
    static let journalBytes: UInt64 = 16 << 20

    fileprivate init(_ staging: StagingArea) {
        self.staging = staging
        journal = Journal(in: staging.store, name: staging.name)
    }

    fileprivate var isFull: Bool {
        (try? journal.size() ?? 0).map { $0 >= WriteSession.journalBytes } ?? true
    }
}

/// The write sessions of an open store: one, and for a moment those that it has taken the place of.
package final class WriteSessions: Sendable {
    fileprivate struct State {
        /// The one that new work is given.
        var current: WriteSession?
        /// Pieces of work under way, by the name of their session.
        var users: [String: Int] = [:]
        var isClosed = false
    }

    fileprivate let state = Mutex(State())
}

extension Library {
    /// Runs `body` with the process's write session. Blocks.
    package func withWriteSession<Value>(_ body: (WriteSession) throws -> Value) throws -> Value {
        let session = try beginWriting()
        defer { endWriting(session) }
        return try body(session)
    }

    /// The session of this process; made for the first who asks. `endWriting` gives it back. Blocks.
    package func beginWriting() throws -> WriteSession {
        try sessions.state.withLock { state in
            if state.isClosed { throw RequestError.closed }
            let session = try state.current ?? claimSession()
            state.current = session
            state.users[session.staging.name, default: 0] += 1
            return session
        }
    }

    /// Blocks, where it was the last use of a session that is full.
    package func endWriting(_ session: WriteSession) {
        sessions.state.withLock { state in
            let name = session.staging.name
            let left = (state.users[name] ?? 1) - 1
            state.users[name] = left == 0 ? nil : left
            if state.current === session, session.isFull { state.current = nil }
            if left == 0, state.current !== session, !state.isClosed {
                release(session.staging)
            }
        }
    }

    /// Runs `body`, which commits, when nobody else commits in the session. Where it fails, its
    /// facts are taken out of the journal, so that no later commit counts them as its own; where
    /// that fails too, nothing is committed in the session any more. Blocks.
    package func committing<Value>(
        in session: WriteSession, _ body: () throws -> Value
    ) throws -> Value {
        try session.commits.withLock { failure in
            if let failure { throw failure }
            do {
                return try body()
            } catch {
                if !withdraw(session) {
                    failure = error
                    sessions.state.withLock { if $0.current === session { $0.current = nil } }
                }
                throw error
            }
        }
    }

    /// Takes what was not committed out of the session's journal.
    /// - Returns: whether all that the file holds now is committed.
    private func withdraw(_ session: WriteSession) -> Bool {
        let name = session.staging.name
        do {
            try TruncateUncommittedFacts(library: self).truncate(name)
            // By a catalogue that is an older one nothing is taken out.
            return try knowsAll(of: name)
        } catch {
            return false
        }
    }

    /// Gives the session back once nobody commits in it; what comes later is refused.
    func releaseSessions() {
        let session = sessions.state.withLock { state in
            state.isClosed = true
            defer { state.current = nil }
            return state.current
        }
        session?.commits.withLock { failure in
            failure = RequestError.closed
            session.map { release($0.staging) }
        }
    }

    private func claimSession() throws -> WriteSession {
        var number = 1
        while true {
            let name = JournalOwner.sessionName(number)
            number += 1
            let size = try directory.journal.size(name + JournalFiles.ending) ?? 0
            if size >= WriteSession.journalBytes { continue }
            let area = try StagingArea.claim(in: directory, name: name) {
                try TruncateUncommittedFacts(library: self).truncate($0)
                return true
            }
            guard let area else { continue }
            do {
                // A file of which the catalogue knows less tells that it is an older one. What is
                // appended would hide that.
                if try knowsAll(of: name) { return WriteSession(area) }
                area.close()
            } catch {
                area.close()
                throw error
            }
        }
    }

    private func knowsAll(of name: String) throws -> Bool {
        let file = name + JournalFiles.ending
        let size = try directory.journal.size(file) ?? 0
        return try catalog.read { try $0.journalFile(named: file)?.size ?? 0 } == Int64(size)
    }
}

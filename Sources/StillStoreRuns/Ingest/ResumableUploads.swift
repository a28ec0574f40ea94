package import ContentStore
import StillStoreCore
import Synchronization
import Values

/// Uploads that come in several requests, until they are complete and stored. They outlive the program.
///
/// A program that serves many keeps one for as long as the store is open.
package final class ResumableUploads: Sendable {
    /// Hours that nothing may come before one is removed.
    package static let lifetimeHours: Int64 = 24

    let uploads: Uploads
    let files: ResumableFiles
    /// The state of the hash of those whose bytes all came through this program.
    private let hashers = Mutex<[String: (Digest.Hasher, UInt64)]>([:])

    var library: Library { uploads.library }

    package init(_ uploads: Uploads) {
        self.uploads = uploads
        files = ResumableFiles(in: uploads.library.directory)
    }

    /// Begins one.
    package func create(owner: String, length: UInt64, metadata: String) async throws -> String {
        let id = library.clock.makeID(at: library.clock.now())
        let note = ResumableFiles.Note(owner: owner, length: length, metadata: metadata)
        try await run { try $0.create(id, note) }
        return id
    }

    /// How far one is; nil for none, for somebody else's, and for one that expired.
    package func find(_ id: String, of owner: String) async throws -> ResumableFiles.Progress? {
        // Names of files are made of ids of ours only.
        guard id.utf8.count == 36, id.utf8.allSatisfy({ $0 != UInt8(ascii: "/") }) else {
            return nil
        }
        let now = library.clock.now()
        return try await run { files in
            guard let found = try files.find(id), found.note.owner == owner,
                found.expires > now
            else { return nil }
            return found
        }
    }

    /// How many a user has that are not stored yet.
    package func count(of owner: String) async throws -> Int {
        try await run { files in
            try files.ids().count { id in
                guard let note = try files.find(id)?.note else { return false }
                return note.owner == owner && note.asset == nil
            }
        }
    }

    /// Takes one for a request; nil while another one has it.
    package func open(_ id: String) async throws -> ResumableUpload? {
        let known = hasher(of: id)
        return try await library.receivers.run { [self] in
            guard let file = try files.open(id) else { return nil }
            try file.dropUnchecked()
            return ResumableUpload(self, file, known)
        }
    }

    /// Removes one, unless a request has it.
    /// - Returns: false in that case.
    package func discard(_ id: String) async throws -> Bool {
        let isRemoved = try await library.receivers.run { [files] in
            if let file = try files.open(id) {
                try file.discard()
            } else if try files.find(id)?.note.asset != nil {
                try files.discard(id)
            } else {
                return false
            }
            return true
        }
        if isRemoved { keep(nil, of: id) }
        return isRemoved
    }

    /// Removes those to which nothing came for too long.
    package func removeExpired() async throws {
        let oldest = library.clock.now() - Self.lifetimeHours * 3_600_000
        let removed = try await run { files in
            try files.ids().filter { id in
                guard let modified = try files.modified(id), modified < oldest else { return false }
                if let file = try files.open(id) {
                    try file.discard()
                    return true
                }
                // It is stored, or cannot be gone on with; else a request has it just now.
                let found = try files.find(id)
                guard found == nil || found?.note.asset != nil else { return false }
                try files.discard(id)
                return true
            }
        }
        for id in removed { keep(nil, of: id) }
    }

    private func run<Value: Sendable>(
        _ body: @escaping @Sendable (ResumableFiles) throws -> Value
    ) async throws -> Value {
        try await library.receivers.run { [files] in try body(files) }
    }

    private func hasher(of id: String) -> (Digest.Hasher, UInt64)? {
        hashers.withLock { $0[id] }
    }

    func keep(_ hasher: (Digest.Hasher, UInt64)?, of id: String) {
        hashers.withLock { $0[id] = hasher }
    }
}

extension ResumableFiles.Progress {
    /// When it is removed, unless more comes; UTC milliseconds.
    package var expires: Int64 { modified + ResumableUploads.lifetimeHours * 3_600_000 }
}

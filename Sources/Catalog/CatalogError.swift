import GRDB
package import Values

/// Why the catalogue could not do what was asked.
package enum CatalogError: RemediedError, Equatable {
    /// Another program has been writing for longer than this one waits.
    case busy
    /// The disk is full, or a quota on it.
    case full(String)
    /// The file is damaged or not a catalogue.
    case damaged(String)
    /// A database without a catalogue in it.
    case foreign
    /// Made by a later version of the program.
    case newer
    /// A change would violate a constraint.
    case conflict(constraint: BrokenConstraint)
    /// SQLite refused a statement, which is a defect of this program; in SQLite's words.
    case refused(String)
    /// A cursor that does not belong to this list.
    case badCursor(String)
    /// The file could not be read, written or opened: which, and SQLite's words.
    case disk(String, words: String)
    /// Nothing can be written there.
    case readOnly(String)
    /// Nothing can be written there, and the schema is that of an earlier version.
    case outdated
    /// Nothing can be written there, and a log beside the file lacks the index by which it is read.
    case unreadableLog(String)
    /// It was opened as a file that nobody changes, and another program changed it.
    case changed(String)

    init(_ error: any Error, at path: String) {
        if let own = error as? CatalogError {
            self = own
            return
        }
        guard let error = error as? DatabaseError else {
            self = .disk(path, words: "\(error)")
            return
        }
        let words = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.extendedResultCode {
        // The memory that programs share is a file, which could not be extended.
        case .SQLITE_IOERR_SHMSIZE:
            self = .full(path + "-shm")
            return
        default: break
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full(path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(words)
        case .SQLITE_CONSTRAINT:
            self = .conflict(constraint: BrokenConstraint(error.extendedResultCode, words))
        case .SQLITE_ERROR, .SQLITE_MISMATCH: self = .refused(words)
        default: self = .disk(path, words: words)
        }
    }

    package var remedy: Remedy? {
        switch self {
        case .full: .freeSpace
        case .damaged: .rebuildCatalog(.lost)
        case .foreign: .rebuildCatalog(.foreign)
        case .busy, .newer, .conflict, .refused, .badCursor, .disk, .readOnly, .outdated,
            .unreadableLog, .changed:
            nil
        }
    }

    package var message: String {
        switch self {
        case .busy:
            "the catalogue is locked: another program has been writing for ten seconds; try again"
        case .full(let path):
            "\(path) could not grow: the disk, or your part of it, is full"
        case .damaged(let words):
            "the catalogue is damaged (\(words))"
        case .foreign:
            "it is a database, but not a catalogue"
        case .newer:
            "the catalogue was made by a newer version of StillStore: use that version"
        case .conflict(let constraint): "the catalogue refused a change (\(constraint.words))"
        case .refused(let words): "the catalogue refused a change (\(words))"
        case .badCursor(let cursor): "\(cursor) is no place in this list"
        case .disk(let path, let words):
            "the catalogue \(path) could not be used (\(words)): check the disk, its free space, and who may write there"
        case .readOnly(let path):
            "the catalogue \(path) cannot be written: make it writable, or work on a copy of the store"
        case .outdated:
            "the catalogue is of an earlier version, and cannot be brought up to date where nothing can be written: copy the store to where it can"
        case .unreadableLog(let path):
            "\(path) holds what is not in the catalogue's file yet, and cannot be read where nothing can be written: copy the store, with this file, to where it can"
        case .changed(let path):
            "another program began to write to \(path) while it was read: run again"
        }
    }
}

extension BrokenConstraint {
    /// SQLite's message: `UNIQUE constraint failed: assets.id`.
    init(_ code: ResultCode, _ words: String) {
        let kind: Kind
        var sign = "constraint failed: "
        switch code {
        case .SQLITE_CONSTRAINT_CHECK: kind = .check
        case .SQLITE_CONSTRAINT_NOTNULL: kind = .notNull
        case .SQLITE_CONSTRAINT_FOREIGNKEY: kind = .foreignKey
        case .SQLITE_CONSTRAINT_DATATYPE: (kind, sign) = (.type, " column ")
        default: kind = .unique
        }
        let name = words.firstRange(of: sign).map { words[$0.upperBound...] } ?? ""
        self.init(kind, String(name), words: words)
    }
}

package import Values

/// Why a store, as a whole or at one path, cannot be used.
package enum StoreError: RemediedError, Equatable {
    case noStore(FilePath)
    case notEmpty(FilePath, found: String)
    /// It has a `stillstore.json`, which is not replaced.
    case complete(FilePath)
    case locked(FilePath)
    /// Maintenance needs the store exclusively, and another program works in it.
    case inUse(FilePath)
    /// Something that is not a directory is where a directory of the tree must be.
    case occupied(FilePath)
    /// A folder, or a file that is no link, is where a link must be.
    case linkBlocked(FilePath)
    /// A link, a pipe or a device has a name that the store needs itself.
    case misplaced(FilePath, found: FileFacts.Kind, wantsDirectory: Bool)
    /// Nothing can be written in it, in the system's words.
    case notWritable(FilePath, String)
    /// The file system cannot have the name.
    case nameRefused(FilePath, reason: String)
    /// A backup or a copy keeps `gc` away, or `gc` is running.
    case retained(FilePath)
    case gcRunning(FilePath)
    /// A backup would overwrite a store that is not its own.
    case notABackup(FilePath)
    case backupOfAnother(FilePath, found: String, wanted: String)
    /// A backup was used as a store: another backup into it would lose what was stored there.
    case usedSinceBackup(FilePath)
    /// Somebody worked in a store after a restore that failed in part.
    case usedSinceRestore(FilePath)
    /// The directory to restore to is not empty.
    case notFree(FilePath, found: String)
    /// The catalogue of a store that was used is gone.
    case noCatalog(FilePath)
    /// The catalogue is older than the store, as a file of the journal shows.
    case catalogBehind(FilePath)
    /// The catalogue says that it is that of another store.
    case catalogOfAnother(FilePath, found: String, wanted: String)
    /// A database, but no catalogue.
    case notACatalog(FilePath)
    /// A backup was begun and never completed.
    case incompleteBackup(FilePath)
    /// The catalogue in a backup is older than the backup.
    case backupBehind(FilePath)
    /// A part of the store that is needed to make another part cannot be read.
    case unreadable(count: Int, first: String)
    /// SQLite's limit for the length of paths, which the store's own names add to.
    case pathTooLong(FilePath, bytes: Int, limit: Int)
    /// The current directory was removed, or its path is longer than the system gives.
    case noCurrentDirectory(FilePath)
    /// This SQLite takes paths of valid UTF-8 only.
    case pathNotText(FilePath)

    package var remedy: Remedy? {
        switch self {
        case .noStore: .makeStore
        case .misplaced: .moveAwayOrMount
        case .notWritable: .makeWritable
        case .noCatalog: .rebuildCatalog(.lost)
        case .catalogBehind: .rebuildCatalog(.behind)
        case .catalogOfAnother: .rebuildCatalog(.ofAnotherStore)
        case .notACatalog: .rebuildCatalog(.notACatalogue)
        case .backupBehind(let root): .rebuildCatalog(.behindBackup(root))
        case .unreadable: .skipUnreadable
        case .pathTooLong: .shortenPathOrMount
        case .usedSinceRestore: .restoreFromBackup
        // Errors whose message says what to do itself: it is the same for every program.
        case .notEmpty, .complete, .locked, .inUse, .occupied, .linkBlocked, .nameRefused,
            .retained, .gcRunning, .notABackup, .backupOfAnother, .usedSinceBackup, .notFree,
            .incompleteBackup, .noCurrentDirectory, .pathNotText:
            nil
        }
    }

    package var message: String {
        switch self {
        case .noStore(let root):
            "there is no store at \(root.text)"
        case .notEmpty(let root, let found):
            "\(root.text) is not a store and not empty (it holds \(found)): choose an empty directory"
        case .complete(let root):
            "\(root.text) has a stillstore.json: correct it by hand, or move it away first"
        case .locked(let root):
            "the store \(root.text) is locked for maintenance by another program: try again when it is done"
        case .inUse(let root):
            "another program works in the store \(root.text): try again when it has ended"
        case .occupied(let path):
            "\(path.text) is a picture's name already and cannot also be a folder: choose another path"
        case .misplaced(let path, let found, let wantsDirectory):
            "\(path.text) is \(found.words), where the store keeps \(wantsDirectory ? "a directory" : "a file") of its own, and is not used"
        case .notWritable(let root, let words):
            "nothing can be written in the store \(root.text) (\(words)), and this has to"
        case .nameRefused(let path, let reason):
            "the file system does not take the name \(path.text) (\(reason)): choose another"
        case .noCatalog(let path):
            "\(path.text) is missing from a store that was used"
        case .catalogBehind(let file):
            "the catalogue is older than the store, or not its own: it does not know all of \(file.text); nothing was changed by it"
        case .catalogOfAnother(let path, let found, let wanted):
            "\(path.text) is the catalogue of the store \(found), and this is the store \(wanted)"
        case .notACatalog(let path):
            "\(path.text) is a database, but not a catalogue"
        case .backupBehind(let root):
            "the catalogue in the backup \(root.text) is older than the backup, or not its own, and a restore by it would leave out pictures"
        case .incompleteBackup(let root):
            "\(root.text) is a backup that was never completed: run the backup again"
        case .unreadable(let count, let first):
            "\(count == 1 ? "\(first) could" : "\(first) and \(count - 1) more could") not be read, and nothing was replaced"
        case .pathTooLong(let path, let bytes, let limit):
            "the path \(path.text) is \(bytes) bytes, with links followed, and a store's may be \(limit)"
        case .noCurrentDirectory(let path):
            "\(path.text) is meant from the current directory, which is gone or too deep: name the store by its whole path"
        case .pathNotText(let path):
            "the store's path \(path.text) is not UTF-8: choose another"
        case .retained(let root):
            "a backup of the store \(root.text), or a copy out of it, is being made: try again when it is done"
        case .gcRunning(let root):
            "the store \(root.text) is being collected: try again when gc is done"
        case .notABackup(let root):
            "\(root.text) is a store and not a backup, and would be overwritten: choose another directory"
        case .backupOfAnother(let root, let found, let wanted):
            "\(root.text) is a backup of the store \(found), not of \(wanted): choose another directory"
        case .usedSinceBackup(let root):
            "pictures were stored in the backup \(root.text) itself, and another backup would lose them: choose another directory"
        case .usedSinceRestore(let root):
            "the store \(root.text) was worked in since it was restored, and that would be undone"
        case .notFree(let root, let found):
            "\(root.text) is not empty (it holds \(found)): choose an empty directory"
        case .linkBlocked(let path):
            "\(path.text) is a folder, or a file that StillStore did not make, and cannot become a picture's link: choose another path"
        }
    }
}

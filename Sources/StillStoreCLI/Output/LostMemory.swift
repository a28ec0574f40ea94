import Foundation

/// SQLite shares memory between programs through a mapped file. If the disk, or a quota, has no
/// space for one of its pages (Btrfs may overcommit), or if somebody truncates the file, the system
/// ends the program with SIGBUS during an access: no call fails that could be checked. The program
/// still ends, but with a message. Committed data stays committed.
enum LostMemory {
    /// Static bytes, because a signal handler may call hardly anything.
    private static let words: StaticString = """
        stillstore: memory that is kept in a file was lost: the disk, or your part of it, is full \
        (or catalog.sqlite-shm in the store was cut short): free some space and run again; \
        nothing that was reported is lost

        """

    static func isNamed() {
        signal(SIGBUS) { _ in
            _ = write(2, LostMemory.words.utf8Start, LostMemory.words.utf8CodeUnitCount)
            _exit(3)
        }
    }
}

import Foundation

/// SQLite shares memory between programs by a file. Where the disk, or a quota, leaves no room for a
/// page of it that was promised (Btrfs promises more than it has), or somebody cuts the file short,
/// the system ends the program with SIGBUS in the middle of an access: no call fails that could be
/// asked. It ends all the same, but with words. What was committed stays so.
enum LostMemory {
    /// Bytes of the program: a signal's handler may hardly call anything.
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

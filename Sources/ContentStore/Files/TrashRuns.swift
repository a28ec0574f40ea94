import Values

/// The directories in `trash/`, one for each run that moved something there.
package struct TrashRuns: Sendable {
    private let layout: StoreLayout
    private let disk: Disk

    package init(in store: StoreDirectory) {
        layout = store.layout
        disk = store.disk
    }

    /// The names of all directories, in the order of their bytes. Anything else was made by no run:
    /// a link leads out of the store.
    package func names() throws(DiskError) -> [String] {
        if try disk.stat(layout.trash) == nil { return [] }
        let listing = try disk.list(layout.trash)
        var names: [String] = []
        for index in 0..<listing.count
        where try disk.stat(layout.trash.appending(listing.name(index)))?.kind == .directory {
            names.append(EscapedName.text(listing.name(index)))
        }
        return names
    }

    /// Gives a directory another name, durably.
    package func rename(_ name: String, to other: String) throws(DiskError) {
        try disk.renameExclusively(path(name), to: path(other))
        try disk.sync(layout.trash)
    }

    /// What a directory holds.
    package struct Contents: Sendable {
        package var files = 0
        package var bytes: Int64 = 0
    }

    /// Counts what a directory contains, file by file.
    /// - Returns: nil if `isStopped` became true before the end.
    package func count(_ name: String, isStopped: () -> Bool) throws -> Contents? {
        var contents = Contents()
        return try visit(path(name), isRemoving: false, isStopped, &contents) ? contents : nil
    }

    /// Removes a directory with all that is in it, for good and durably.
    /// - Returns: what it contained; nil if `isStopped` became true before the end.
    package func remove(_ name: String, isStopped: () -> Bool) throws -> Contents? {
        var contents = Contents()
        let isWhole = try visit(path(name), isRemoving: true, isStopped, &contents)
        try disk.sync(layout.trash)
        return isWhole ? contents : nil
    }

    private func path(_ name: String) -> FilePath {
        layout.trash.appending(EscapedName.bytes(name))
    }

    /// False when it was stopped.
    private func visit(
        _ directory: FilePath, isRemoving: Bool, _ isStopped: () -> Bool, _ contents: inout Contents
    ) throws(DiskError) -> Bool {
        let listing = try disk.list(directory)
        for index in 0..<listing.count {
            if isStopped() { return false }
            let path = directory.appending(listing.name(index))
            guard let facts = try disk.stat(path, following: false) else { continue }
            if facts.kind == .directory {
                guard try visit(path, isRemoving: isRemoving, isStopped, &contents) else {
                    return false
                }
                continue
            }
            contents.files += 1
            contents.bytes += Int64(facts.size)
            if isRemoving { try disk.unlink(path) }
        }
        if isRemoving { try disk.rmdir(directory) }
        return true
    }
}

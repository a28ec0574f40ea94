/// Append-only lines of facts that neither pixels nor paths hold: what a lost catalogue is
/// rebuilt from. Each program appends to a file of its own; a line that a crash cut short lacks
/// its newline and is ignored.
package struct Journal: Sendable {
    package let path: FilePath
    private let disk: Disk

    package init(in store: StoreDirectory, name: String) {
        path = store.layout.journal.appending(name + ".jsonl")
        disk = store.disk
    }

    /// Appends whole lines and makes them durable.
    /// - Returns: the size of the file now.
    @discardableResult
    package func append(_ lines: [UInt8]) throws(DiskError) -> UInt64 {
        let size = try disk.stat(path)?.size
        let file = try disk.open(path, .append)
        do throws(DiskError) {
            try disk.write(lines, count: lines.count, to: file)
        } catch {
            // The next line must not be glued to half of this one.
            try disk.truncate(path, to: size ?? 0)
            throw error
        }
        try disk.sync(file)
        if size == nil { try disk.sync(path.parent) }
        return (size ?? 0) + UInt64(lines.count)
    }
}

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
    package func append(_ lines: [UInt8]) throws(DiskError) {
        let isNew = try disk.stat(path) == nil
        let file = try disk.open(path, .append)
        try disk.write(lines, count: lines.count, to: file)
        try disk.sync(file)
        if isNew { try disk.sync(path.parent) }
    }
}

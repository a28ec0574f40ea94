import Catalog
import ContentStore
import Foundation

/// A collection under way: what its parts share. Used by one thread at a time.
final class CollectRun {
    let library: Library
    let cutoff: Int64
    /// Nil for a dry run.
    let session: RunSession?
    private let report: @Sendable (CollectedItem) -> Void
    private let trash: Trash?
    private var changed = ChangedDirectories()
    private(set) var summary: CollectSummary

    /// Rows or files of one step: so few that commits do not wait for long.
    static let stepItems = 64

    init(
        _ library: Library, _ request: CollectRequest, _ session: RunSession?,
        report: @escaping @Sendable (CollectedItem) -> Void
    ) {
        self.library = library
        self.session = session
        self.report = report
        cutoff = request.cutoff
        trash = session.map { Trash(in: library.directory, name: TrashName.make(run: $0.id)) }
        summary = CollectSummary(run: session?.id)
    }

    var directory: StoreDirectory { library.directory }
    var catalog: Catalog { library.catalog }

    func tell(_ item: CollectedItem) {
        var tally = summary.tallies[item.kind] ?? CollectSummary.Tally()
        tally.count += item.count
        tally.bytes += item.bytes
        summary.tallies[item.kind] = tally
        report(item)
    }

    /// Whether a file has been left alone for the time of grace.
    func isPastGrace(_ facts: FileFacts) -> Bool {
        facts.kind == .file && facts.changed / 1_000_000 <= cutoff
    }

    /// A path as it is told: below the store.
    func name(_ path: FilePath) -> String {
        FilePath(bytes: path.bytes.dropFirst(directory.layout.root.bytes.count + 1)).text
    }

    // MARK: What a collection that is applied does

    /// Keeps what the catalogue said of what goes, durably.
    func note(_ lines: [UInt8]) throws {
        guard let trash else { return }
        try trash.note(lines)
        summary.trash = trash.directory.text
    }

    /// Moves a file to the trash; nil when it is gone. Only while nothing is recorded.
    func discard(_ path: FilePath) throws -> FileFacts? {
        guard let trash, let facts = try directory.disk.stat(path, following: false) else {
            return nil
        }
        try trash.take(path, &changed)
        summary.trash = trash.directory.text
        return facts
    }

    /// Removes a directory that is empty, and those above it that are, below `root`.
    func removeEmpty(_ path: FilePath, below root: FilePath) -> [FilePath] {
        directory.removeEmpty(path, below: root, &changed)
    }

    /// Makes what was moved and removed survive power loss.
    func makeDurable() throws {
        if let trash, !changed.isEmpty { try trash.makeDurable(changed) }
        changed = ChangedDirectories()
    }

    /// The files of content whose rows are gone. Only while nothing is recorded.
    func discard(_ content: PurgedContent, _ reason: CollectedItem.Reason) throws -> [CollectedItem]
    {
        let digest = Digest(bytes: content.digest)
        _ = try discard(directory.layout.object(digest))
        for rendition in content.renditions { _ = try discard(library.renditionPath(rendition)) }
        return items(digest, content.size, content.renditions, reason)
    }

    func items(
        _ digest: Digest, _ size: Int64, _ renditions: [RenditionRecord],
        _ reason: CollectedItem.Reason
    ) -> [CollectedItem] {
        var items = [
            CollectedItem(.content, reason, name(directory.layout.object(digest)), bytes: size)
        ]
        items += renditions.map {
            CollectedItem(.rendition, reason, name(library.renditionPath($0)), bytes: $0.size)
        }
        for index in items.indices { items[index].digest = digest }
        return items
    }
}

/// What a directory in `trash/` is called: when it was made, and by which run.
enum TrashName {
    private static let style = Date.ISO8601FormatStyle(
        dateSeparator: .omitted, timeSeparator: .omitted)

    static func make(run: String) -> String { Date().formatted(style) + "-" + run }

    /// Nil for what is no such name.
    static func parse(_ name: String) -> (time: Int64, run: String)? {
        guard let dash = name.firstIndex(of: "-"),
            let date = try? Date(String(name[..<dash]), strategy: style)
        else { return nil }
        return (Int64(date.timeIntervalSince1970 * 1000), String(name[dash...].dropFirst()))
    }
}

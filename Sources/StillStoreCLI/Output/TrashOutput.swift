import StillStoreCare
import StillStoreCore
import Synchronization
import Wire

/// Prints what is removed from the trash, or would be removed.
final class TrashOutput: Sendable {
    private let options: StoreOptions
    private let isDryRun: Bool
    private let items = Mutex<[TrashItem]>([])

    init(_ options: StoreOptions, isDryRun: Bool) {
        self.options = options
        self.isDryRun = isDryRun
    }

    func print(_ item: TrashItem) {
        items.withLock { $0.append(item) }
        let word =
            switch item.outcome {
            case .removed: isDryRun ? "would-remove" : "removed"
            case .kept: "kept"
            }
        if options.json {
            Console.json(TrashItemJSON(item, isDryRun: isDryRun))
        } else {
            Console.result(
                "\(word)  trash/\(item.name)  \(Format.count(item.files, "file")), \(Format.bytes(item.bytes))"
            )
        }
    }

    func finish(wasInterrupted: Bool) {
        if options.json { return }
        let items = items.withLock { $0 }
        let removed = items.filter { $0.outcome == .removed }
        let kept = items.count - removed.count
        let start = wasInterrupted ? "interrupted: " : isDryRun ? "dry run: " : ""
        let bytes = Format.bytes(removed.reduce(0) { $0 + $1.bytes })
        var line = "\(start)\(bytes) \(isDryRun ? "could be removed" : "removed")"
        if isDryRun, !removed.isEmpty { line += ": gc --empty-trash --apply" }
        if kept > 0 { line += "; \(kept) younger or in use: see --older-than" }
        Console.result(line)
    }
}

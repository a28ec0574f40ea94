package import Catalog
import ContentStore
import Foundation
package import StillStoreCore
package import StillStoreRuns
import Synchronization

/// What one run of `thumbnails` said.
package struct ThumbnailRun: Sendable {
    package let summary: ThumbnailSummary
    package let items: [ThumbnailItem]
    package let pruned: [PrunedRecipe]
    package let counted: Int?

    package var failures: [Failure] {
        items.compactMap { if case .failed(let failure) = $0.outcome { failure } else { nil } }
    }

    package var skipped: Int {
        items.count { if case .skipped = $0.outcome { true } else { false } }
    }

    package var made: Int { summary.counts.stored }
}

extension TestStore {
    /// Opens the store, runs `thumbnails`, closes it.
    @discardableResult
    package func thumbnails(
        _ change: (inout ThumbnailRequest) -> Void = { _ in }
    ) async throws -> ThumbnailRun {
        try await thumbnails(options: { _ in }, change: change)
    }

    /// The same with options for the store, a way to stop, and an ear for the items.
    @discardableResult
    package func thumbnails(
        options configure: (inout Library.Options) -> Void, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (ThumbnailItem) -> Void = { _ in },
        change: (inout ThumbnailRequest) -> Void = { _ in }
    ) async throws -> ThumbnailRun {
        let library = try open(configure)
        defer { library.close() }
        var request = ThumbnailRequest()
        change(&request)
        let events = Mutex<[ThumbnailEvent]>([])
        let summary = try await library.thumbnails(request, stop: stop) { event in
            events.withLock { $0.append(event) }
            if case .item(let item) = event { report(item) }
        }
        let all = events.withLock { $0 }
        return ThumbnailRun(
            summary: summary,
            items: all.compactMap { if case .item(let item) = $0 { item } else { nil } },
            pruned: all.compactMap { if case .pruned(let recipe) = $0 { recipe } else { nil } },
            counted: all.compactMap { if case .counted(let count) = $0 { count } else { nil } }.last
        )
    }

    /// Changes the text of `stillstore.json`.
    package func reconfigure(_ old: String, to new: String) throws {
        let place = path + "/stillstore.json"
        let text = String(decoding: try bytes(of: place), as: UTF8.self)
        precondition(text.contains(old), "\(old) is not in the configuration")
        try Data(text.replacing(old, with: new).utf8).write(to: URL(fileURLWithPath: place))
    }

    /// Every file below `renditions/`, by its path there.
    package func renditions() throws -> [String: [UInt8]] {
        let root = path + "/renditions"
        return Dictionary(
            uniqueKeysWithValues: try files(below: root).map {
                ($0, try bytes(of: root + "/" + $0))
            }
        )
    }

    /// The renditions that the catalogue has of an asset, by the names of their recipes.
    package func recorded(_ reference: String) throws -> [(record: RenditionRecord, path: String)] {
        let library = try open()
        defer { library.close() }
        return try library.details(reference).renditions
    }

    /// The path of an asset's object.
    package func object(of reference: String) throws -> String {
        let library = try open()
        defer { library.close() }
        return try library.details(reference).object ?? ""
    }

    package func state(of reference: String) throws -> BlobState? {
        let library = try open()
        defer { library.close() }
        return try library.find(reference).blob?.state
    }
}

/// Changes a file's bytes behind the store's back, whatever its permissions are.
package func tamper(_ place: String, _ change: (inout [UInt8]) -> Void) throws {
    var contents = try bytes(of: place)
    change(&contents)
    try FileManager.default.removeItem(atPath: place)
    try Data(contents).write(to: URL(fileURLWithPath: place))
}

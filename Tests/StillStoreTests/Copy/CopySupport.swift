import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport

extension TestStore {
    /// Copies assets of this store to another.
    @discardableResult
    func copied(
        to target: TestStore, _ selection: CopyRequest.Selection = .filter(.init()),
        disk: Disk = Disk(), stop: StopSignal = StopSignal(),
        _ change: (inout CopyRequest) -> Void = { _ in },
        report: @escaping @Sendable (CopyItem) -> Void = { _ in }
    ) async throws -> (summary: CopySummary, items: [CopyItem]) {
        let library = try open { $0.jobs = 1 }
        defer { library.close() }
        let other = try target.open { options in
            options.disk = disk
            options.jobs = 1
            options.batchItems = 3
        }
        defer { other.close() }
        var request = CopyRequest(selection)
        change(&request)
        let items = Mutex<[CopyItem]>([])
        let summary = try await library.copy(to: other, request, stop: stop) { event in
            guard case .item(let item) = event else { return }
            items.withLock { $0.append(item) }
            report(item)
        }
        return (summary, items.withLock { $0 })
    }
}

extension CopyItem {
    var failure: Failure? { if case .failed(let failure) = outcome { failure } else { nil } }
}

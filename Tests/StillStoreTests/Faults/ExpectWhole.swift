import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

extension TestStore {
    /// Ingests with one worker in small batches until it is done or fails.
    /// - Returns: what was reported, and what ended the run.
    func ingestUntilFailure(
        _ source: String, disk: Disk = Disk(), batchItems: Int = 2,
        transfer: IngestRequest.Transfer = .copy
    ) async -> (items: [IngestItem], error: (any Error)?) {
        let items = Mutex<[IngestItem]>([])
        do {
            try await ingest(
                [source],
                options: { options in
                    options.disk = disk
                    options.batchItems = batchItems
                    options.jobs = 1
                },
                report: { item in items.withLock { $0.append(item) } },
                change: { $0.transfer = transfer })
            return (items.withLock { $0 }, nil)
        } catch {
            return (items.withLock { $0 }, error)
        }
    }

    /// Expects of what was reported that it is there whole: object, link, row and thumbnail; and of
    /// everything else that it leads nowhere wrong.
    func expectWhole(_ reported: [IngestItem], _ context: Comment) throws {
        #expect(try damagedObjects().isEmpty, context)
        let objects = names("objects")
        let thumbnails = names("renditions")
        let assets = try assets()
        for item in reported {
            guard let digest = item.digest, let path = item.path else { continue }
            #expect(objects.contains(digest.hex), context)
            #expect(assets["default/" + path] == digest.hex, context)
            #expect(thumbnails.contains(digest.hex), context)
        }
        #expect(Set(assets.values).isSubset(of: objects), context)
        #expect(try danglingLinks().isEmpty, context)
    }

    /// The names of all files below a part of the store that are not empty, without their endings.
    private func names(_ part: String) -> Set<String> {
        Set(
            files(below: path + "/" + part).compactMap { name in
                let url = URL(fileURLWithPath: path + "/" + part + "/" + name)
                let size = try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize
                return size == 0 ? nil : url.deletingPathExtension().lastPathComponent
            })
    }
}

import Catalog
package import Domain
import Retrieval
package import StillStoreCore

/// To what the generations belong that are made of stored files, in the transaction that stores them.
package struct ImportedGeneration: Sendable {
    /// Whose they are.
    package var viewer: Viewer
    package var project: String?
    package var session: String?
    package var job: String?
    /// The index of the first among the outputs of its job; the next ones count on, those of sources in
    /// the order in which they were named.
    package var index: Int?

    package init(for viewer: Viewer) { self.viewer = viewer }

    /// Before anything is stored.
    /// - Throws: `DomainError.notFound` for what the viewer does not have.
    package func check(_ library: Library) throws {
        try library.domain.read(as: viewer) { reader in
            if let project { _ = try reader.get(Project.self, project) }
            if let session { _ = try reader.get(Session.self, session) }
            if let job { _ = try reader.get(Job.self, job) }
        }
    }

    /// - Parameter offset: how many were made of files before.
    func make(
        of asset: String, _ kind: AssetKind, named name: String, offset: Int,
        _ transaction: DomainTransaction
    ) throws {
        var request = GenerationRequest()
        request.user = viewer.userID
        request.project = project
        request.session = session
        request.job = job
        request.asset = asset
        request.name = name
        let index = self.index.map { $0 + offset }
        try transaction.generations.create(
            ImportedGeneration.kind(of: kind, named: name), request
        ) { $0.index = index }
    }

    private static func kind(of kind: AssetKind, named name: String) -> Generation.Kind {
        if kind == .image { return .image }
        return isSound(name) ? .audio : .videoClip
    }

    private static func isSound(_ name: String) -> Bool {
        let ending = name.split(separator: ".").last?.lowercased() ?? ""
        return ["mp3", "wav", "flac", "ogg", "m4a", "opus"].contains(ending)
    }

    /// What a file is by its name, whose bytes are to be fetched.
    fileprivate static func expectedKind(_ name: String) -> AssetKind {
        isVideoName(name) || isSound(name) ? .file : .image
    }
}

extension ImportedGeneration {
    /// Of a source that was registered: it is there before its bytes are, and waits for them.
    func makeWaiting(
        for record: RetrievalRecord, offset: Int, in library: Library, _ writer: CatalogWriter,
        _ facts: inout JournalFacts
    ) throws {
        try library.domain.change(alongside: writer, &facts, as: viewer) {
            try make(
                of: record.id, ImportedGeneration.expectedKind(record.name), named: record.name,
                offset: offset, $0)
        }
    }
}

extension CommitBatch {
    /// Makes the generations that placements of a batch ask for, once its assets are there. Where the
    /// domain refuses one, its file is stored all the same.
    func importGenerations(
        _ batch: [PreparedItem], _ items: inout [IngestItem], of counts: RunCounts,
        _ facts: inout JournalFacts, _ writer: CatalogWriter
    ) throws {
        var offset = counts.stored + counts.duplicates
        for (place, prepared) in batch.enumerated() {
            let item = items[place]
            guard item.outcome == .stored || item.outcome == .duplicate, let asset = item.assetID,
                case .content(let content) = prepared.body
            else { continue }
            defer { offset += 1 }
            guard let wanted = content.placement.generation else { continue }
            do {
                try library.domain.change(alongside: writer, &facts, as: wanted.viewer) {
                    try wanted.make(
                        of: asset, content.kind, named: content.name, offset: offset, $0)
                }
            } catch let error as DomainError {
                items[place].notImported = error.message
            }
        }
    }
}

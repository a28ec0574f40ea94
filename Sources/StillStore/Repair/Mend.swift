import Catalog
import ContentStore
import Foundation
import Synchronization
import Values

/// Mends what can be mended at once, under the locks under which it was judged: moves aside, links,
/// rows. What takes long, healing and rendering, comes later and has steps of its own.
final class Mend: Sendable {
    private let library: Library
    private let trash: Trash
    /// Opened when first needed: a look without a repair makes nothing.
    private let corner = Mutex<StagingArea?>(nil)

    init(library: Library) {
        self.library = library
        let day = Date(timeIntervalSince1970: Double(library.clock.now()) / 1000).formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
        trash = Trash(in: library.directory, name: "\(day)-\(library.clock.makeID())")
    }

    /// This process's corner of staging.
    func staging() throws -> StagingArea {
        try corner.withLock { corner in
            if let corner { return corner }
            // Inside a transaction, perhaps, so that no journal can be settled.
            let fresh = try StagingArea(in: library.directory, name: library.clock.makeID()) { _ in
                false
            }
            corner = fresh
            return fresh
        }
    }

    func close() { corner.withLock { $0?.close() } }

    /// Whether it is mended by making a rendition again.
    func isRendered(_ trouble: Trouble) -> Bool {
        guard [.renditionAbsent, .renditionAltered].contains(trouble.kind),
            case .rendition(_, let recipe) = trouble.subject
        else { return false }
        return self.recipe(recipe) != nil
    }

    func recipe(_ id: String) -> RecipeSetting? {
        library.configuration.recipes.first { $0.recipe.id == id }
    }

    /// What is done about a trouble here; nil for nothing.
    func step(for trouble: Trouble, _ inspection: Inspection) -> RepairStep? {
        switch trouble.kind {
        case .objectTruncated, .objectAltered, .objectForeign, .foreign:
            return RepairStep(.quarantine, trouble)
        case .objectMissing:
            // Only where something else lies in its place.
            guard let facts = inspection.facts, facts.kind != .file else { return nil }
            return RepairStep(.quarantine, trouble)
        case .objectWithoutRow:
            let isWhole = inspection.digest == trouble.digest && inspection.content != nil
            return RepairStep(isWhole ? .addRow : .quarantine, trouble)
        case .rowWrong: return RepairStep(.correctRow, trouble)
        case .linkAbsent: return RepairStep(.link, trouble)
        case .linkWrong, .linkDangling, .linkForeign:
            return RepairStep(trouble.bucketPath == nil ? .quarantine : .link, trouble)
        case .renditionAbsent, .renditionAltered:
            return isRendered(trouble) ? nil : RepairStep(.dropRow, trouble)
        case .renditionStray: return RepairStep(.trash, trouble)
        case .stagingStale: return RepairStep(.sweep, trouble)
        case .rowsContradict:
            return trouble.cure == .repair ? RepairStep(.correctRow, trouble) : nil
        case .catalogDamaged, .catalogBehind, .journalLost, .journalDamaged, .unreadable:
            return nil
        }
    }

    func callAsFunction(
        _ step: RepairStep, _ trouble: Trouble, _ inspection: Inspection,
        _ writer: CatalogWriter, _ changed: inout ChangedDirectories
    ) throws {
        let directory = library.directory
        let place = directory.path(shown: trouble.path)
        switch step.action {
        case .quarantine:
            // Row first: a crash in between leaves an object missing that is said to be.
            if trouble.kind.isLoss, let digest = trouble.digest {
                try writer.setState(.missing, of: digest)
            }
            // What lay in an object's place may be gone already, as a trouble of its own.
            guard try directory.facts(at: place) != nil else { return }
            try directory.quarantine(place, reason: trouble.reason, digest: inspection.digest)
        case .addRow:
            guard let content = inspection.content, let facts = inspection.facts,
                let digest = trouble.digest
            else { return }
            _ = try writer.insert(
                BlobRecord(
                    digest: digest, size: Int64(facts.size), content: content,
                    createdAt: library.clock.now()))
        case .correctRow: try correct(trouble, inspection, writer, &changed)
        case .link: try link(trouble, place, inspection, &changed)
        case .dropRow: try drop(trouble, place, writer, &changed)
        case .trash: try trash.take(place, &changed)
        case .sweep: try sweep(trouble, place, writer.reader)
        case .heal, .giveUp, .render: preconditionFailure("these are steps of their own")
        }
    }

    func sync(_ changed: ChangedDirectories) throws(DiskError) {
        try trash.sync(changed)
    }

    private func correct(
        _ trouble: Trouble, _ inspection: Inspection, _ writer: CatalogWriter,
        _ changed: inout ChangedDirectories
    ) throws {
        if case .rows(let found) = trouble.subject, found.kind == .derivedRows {
            try writer.deriveRows()
        } else if case .rows(let found) = trouble.subject {
            guard let bucket = found.bucket, let path = found.path else { return }
            try writer.closePath(bucket: bucket, path: path, at: library.clock.now())
            // Its link goes with it, if it is the one that the row stood for.
            if let name = library.treePath(bucket, path), let digest = trouble.digest {
                try library.directory.tree.unlink(name, showing: digest, &changed)
            }
        } else if let digest = trouble.digest, let facts = inspection.facts {
            try writer.setSize(Int64(facts.size), of: digest)
        }
    }

    private func link(
        _ trouble: Trouble, _ place: FilePath, _ inspection: Inspection,
        _ changed: inout ChangedDirectories
    ) throws {
        guard case .link(let bucket, let path) = trouble.subject,
            let name = library.treePath(bucket, path), let digest = trouble.digest
        else { return }
        if try library.directory.facts(at: place) != nil {
            try library.directory.quarantine(
                place, reason: trouble.reason, digest: inspection.digest)
        }
        try library.directory.tree.link(name, to: digest, from: staging(), &changed)
    }

    private func drop(
        _ trouble: Trouble, _ place: FilePath, _ writer: CatalogWriter,
        _ changed: inout ChangedDirectories
    ) throws {
        guard case .rendition(let digest, let recipe) = trouble.subject else { return }
        try writer.dropRendition(of: digest, recipe: recipe)
        if try library.directory.facts(at: place) != nil {
            try trash.take(place, &changed)
        }
    }

    private func sweep(
        _ trouble: Trouble, _ place: FilePath, _ reader: CatalogReader
    ) throws {
        if case .partial(let id) = trouble.subject {
            try PartialFiles(in: library.directory).discard(id)
            return
        }
        let settle = SettleJournal(library: library)
        try StagingArea.sweep(library.directory) { try settle.isSettled($0, reader) }
        // What no corner of a program looks like may be somebody's.
        if try library.directory.facts(at: place) != nil {
            try library.directory.quarantine(place, reason: "it lay in staging without an owner")
        }
    }
}

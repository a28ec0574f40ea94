import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values

/// Repairs that are made at once, under the locks under which the defect was confirmed: files moved
/// aside, links, rows. Restoring and rendering take long and follow later.
final class ApplyRepair: Sendable {
    private let library: Library
    private let trash: Trash
    /// Opened when it is first needed: a plan makes nothing.
    private let area = Mutex<StagingArea?>(nil)

    init(library: Library) {
        self.library = library
        let day = Date(timeIntervalSince1970: Double(library.clock.now()) / 1000).formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
        trash = Trash(in: library.directory, name: "\(day)-\(library.clock.makeID())")
    }

    /// The staging area of this verification.
    func staging() throws -> StagingArea {
        try area.withLock { area in
            if let area { return area }
            // This may be inside a transaction, where uncommitted facts cannot be truncated.
            let fresh = try StagingArea(in: library.directory, name: library.clock.makeID()) { _ in
                false
            }
            area = fresh
            return fresh
        }
    }

    func close() { area.withLock { $0?.close() } }

    /// Whether it is repaired by making a rendition again.
    func isRendered(_ defect: Defect) -> Bool {
        guard [.renditionAbsent, .renditionAltered].contains(defect.kind),
            case .rendition(_, let recipe) = defect.suspect
        else { return false }
        return self.recipe(recipe) != nil
    }

    func recipe(_ id: String) -> RecipeSetting? {
        library.configuration.recipes.first { $0.recipe.id == id }
    }

    /// The step that repairs a defect under the locks; nil if there is none.
    func step(for defect: Defect, _ inspection: Inspection) -> RepairStep? {
        switch defect.kind {
        case .objectTruncated, .objectAltered, .objectForeign, .foreign:
            return RepairStep(.quarantine, defect)
        case .objectMissing:
            // Only if something else is in its place.
            guard let facts = inspection.facts, facts.kind != .file else { return nil }
            return RepairStep(.quarantine, defect)
        case .objectWithoutRow:
            let isWhole = inspection.digest == defect.digest && inspection.content != nil
            return RepairStep(isWhole ? .addRow : .quarantine, defect)
        case .rowWrong: return RepairStep(.correctRow, defect)
        case .linkAbsent: return RepairStep(.link, defect)
        case .linkWrong, .linkDangling, .linkForeign:
            return RepairStep(defect.bucketPath == nil ? .quarantine : .link, defect)
        case .renditionAbsent, .renditionAltered:
            return isRendered(defect) ? nil : RepairStep(.dropRow, defect)
        case .renditionStray: return RepairStep(.trash, defect)
        case .stagingStale: return RepairStep(.sweep, defect)
        case .rowsContradict:
            // Rows of the domain are corrected later, with their facts.
            if case .domain = defect.suspect { return nil }
            return defect.cure == .repair ? RepairStep(.correctRow, defect) : nil
        case .catalogDamaged, .catalogBehind, .journalLost, .journalDamaged, .unreadable:
            return nil
        }
    }

    func apply(
        _ step: RepairStep, _ defect: Defect, _ inspection: Inspection,
        _ writer: CatalogWriter, _ changed: inout ChangedDirectories
    ) throws {
        let directory = library.directory
        let place = directory.path(shown: defect.path)
        switch step.action {
        case .quarantine:
            // Row first: after a crash in between, the row says that the object is missing.
            if defect.kind.isLoss, let digest = defect.digest {
                try writer.setState(.missing, of: digest)
            }
            // The file may have been moved already, as a defect of its own.
            guard try directory.facts(at: place) != nil else { return }
            try directory.quarantine(place, reason: defect.reason, digest: inspection.digest)
        case .addRow:
            guard let content = inspection.content, let facts = inspection.facts,
                let digest = defect.digest
            else { return }
            _ = try writer.insert(
                BlobRecord(
                    digest: digest, size: Int64(facts.size), content: content,
                    createdAt: library.clock.now(), metadata: inspection.metadata))
        case .correctRow: try correct(defect, inspection, writer, &changed)
        case .link: try link(defect, place, inspection, &changed)
        case .dropRow: try drop(defect, place, writer, &changed)
        case .trash: try trash.move(place, &changed)
        case .sweep: try sweep(defect, place, writer.reader)
        case .restore, .giveUp, .render: preconditionFailure("these are steps of their own")
        }
    }

    func sync(_ changed: ChangedDirectories) throws(DiskError) {
        try trash.sync(changed)
    }

    private func correct(
        _ defect: Defect, _ inspection: Inspection, _ writer: CatalogWriter,
        _ changed: inout ChangedDirectories
    ) throws {
        if case .rows(let found) = defect.suspect, found.kind == .derivedRows {
            try writer.deriveRows()
        } else if case .rows(let found) = defect.suspect {
            guard let bucket = found.bucket, let path = found.path else { return }
            try writer.closePath(bucket: bucket, path: path, at: library.clock.now())
            // Its link is removed too, if it belongs to the row.
            if let name = library.treePath(bucket, path), let digest = defect.digest {
                try library.directory.tree.unlink(name, showing: digest, &changed)
            }
        } else if let digest = defect.digest, let facts = inspection.facts {
            try writer.setSize(Int64(facts.size), of: digest)
        }
    }

    private func link(
        _ defect: Defect, _ place: FilePath, _ inspection: Inspection,
        _ changed: inout ChangedDirectories
    ) throws {
        guard case .link(let bucket, let path) = defect.suspect,
            let name = library.treePath(bucket, path), let digest = defect.digest
        else { return }
        if try library.directory.facts(at: place) != nil {
            try library.directory.quarantine(
                place, reason: defect.reason, digest: inspection.digest)
        }
        try library.directory.tree.link(name, to: digest, from: staging(), &changed)
    }

    private func drop(
        _ defect: Defect, _ place: FilePath, _ writer: CatalogWriter,
        _ changed: inout ChangedDirectories
    ) throws {
        guard case .rendition(let digest, let recipe) = defect.suspect else { return }
        try writer.dropRendition(of: digest, recipe: recipe)
        if try library.directory.facts(at: place) != nil {
            try trash.move(place, &changed)
        }
    }

    private func sweep(
        _ defect: Defect, _ place: FilePath, _ reader: CatalogReader
    ) throws {
        if case .partial(let id) = defect.suspect {
            try PartialFiles(in: library.directory).discard(id)
            return
        }
        let truncate = TruncateUncommittedFacts(library: library)
        try StagingArea.sweep(library.directory) { try truncate.isTruncated($0, reader) }
        // Anything that does not look like a staging area may belong to somebody.
        if try library.directory.facts(at: place) != nil {
            try library.directory.quarantine(place, reason: "it lay in staging without an owner")
        }
    }
}

import Catalog
import ContentStore
import Imaging
import StillStoreCore
import Values

/// What ended runs left in staging, and refusals of recipes that no longer exist.
final class SweepLeftovers: GCPart {
    private let staging: [(path: FilePath, bytes: UInt64)]
    private var partials: ArraySlice<String>?
    private var isStagingDone = false

    /// - Parameter staging: areas of dead processes, found before this run made its own.
    init(_ staging: [(path: FilePath, bytes: UInt64)]) { self.staging = staging }

    func step(_ run: GCRun) throws -> Bool {
        if !isStagingDone {
            isStagingDone = true
            try sweepStaging(run)
            return true
        }
        if partials == nil { partials = try PartialFiles(in: run.directory).ids()[...] }
        if let some = partials?.prefix(256), !some.isEmpty {
            partials = partials?.dropFirst(some.count)
            try sweep(Array(some), run)
            return true
        }
        return try sweepRefusals(run)
    }

    private func sweepStaging(_ run: GCRun) throws {
        for (path, bytes) in staging {
            // An area that could not be swept is still there.
            if run.session != nil, try run.directory.facts(at: path) != nil {
                continue
            }
            run.send(GCItem(.staging, .abandoned, run.name(path), bytes: Int64(bytes)))
        }
    }

    /// A partial file belongs to the run that holds its row, so it is checked and removed inside a
    /// transaction, where rows cannot change.
    private func sweep(_ ids: [String], _ run: GCRun) throws {
        let partials = PartialFiles(in: run.directory)
        func abandoned(_ reader: CatalogReader) throws -> [(String, UInt64)] {
            let statuses = try reader.statuses(of: ids)
            return try ids.filter { statuses[$0] == nil || statuses[$0] == .completed }
                .map { ($0, try partials.size($0)) }
        }
        let found: [(id: String, bytes: UInt64)] =
            if run.session == nil {
                try run.catalog.read { try abandoned($0) }
            } else {
                try run.catalog.write { writer in
                    let found = try abandoned(writer.reader)
                    for (id, _) in found { try partials.discard(id) }
                    return found
                }
            }
        for (id, bytes) in found {
            run.send(
                GCItem(.partial, .abandoned, "staging/partial/" + id, bytes: Int64(bytes)))
        }
    }

    private func sweepRefusals(_ run: GCRun) throws -> Bool {
        let current = run.library.configuration.recipes.map(\.recipe.id)
        let count =
            if run.session == nil {
                try run.catalog.read { try $0.countRefusals(exceptOf: current) }
            } else {
                try run.catalog.write { try $0.removeRefusals(exceptOf: current, limit: 1000) }
            }
        if count > 0 {
            var item = GCItem(.refusal, .outdated, "rendition_refusals")
            item.count = count
            run.send(item)
        }
        return run.session != nil && count > 0
    }
}

import Catalog
import Values

/// Fills a catalogue by the functions that an ingest's commit calls, each batch a durable
/// transaction. Left out is what is not the catalogue's: objects, links, the journal.
struct MakeCatalogue {
    let catalog: Catalog
    var batch = 16384
    /// Whether each asset comes with a rendition and the file that it was read from.
    var isWhole = true
    private let run = IdentifierSource.shared.make(at: SampleAssets.start)

    /// Adds those that have their bytes.
    /// - Returns: the seconds that their transactions took.
    func make(_ samples: inout SampleAssets, _ range: Range<Int>) throws -> Double {
        try catalog.write { writer in
            try writer.insertRecipe(
                id: SampleAssets.recipe, name: "thumb", definition: "box=256x256", at: 0)
            try writer.beginRun(
                id: run, verb: "ingest", arguments: "[]", at: SampleAssets.start)
        }
        var counts = RunCounts()
        var seconds = 0.0
        var index = range.lowerBound
        while index < range.upperBound {
            let next = min(index + batch, range.upperBound)
            let made = (index..<next).map { samples.make($0) }
            let began = ContinuousClock.now
            try catalog.write { writer in
                var new = try writer.insert(made.map(\.blob))
                var rows = RowBatch()
                for sample in made { try record(sample, &rows, &new, &counts, writer) }
                try writer.insert(rows, at: SampleAssets.time(index))
                try writer.updateRun(id: run, counts)
            }
            seconds += (ContinuousClock.now - began) / .seconds(1)
            index = next
        }
        return seconds
    }

    private func record(
        _ sample: SampleAssets.Sample, _ rows: inout RowBatch, _ new: inout Set<Digest>,
        _ counts: inout RunCounts,
        _ writer: CatalogWriter
    ) throws {
        let occupant = try writer.reader.occupant(bucket: sample.bucket, path: sample.path)
        if isWhole, let rendition = sample.rendition { rows.renditions.append(rendition) }
        rows.assets.append(
            RowBatch.PlacedAsset(
                sample.asset, bucket: sample.bucket, path: sample.path, superseding: occupant))
        if isWhole { rows.files.append(sample.file) }
        counts.found += 1
        if new.remove(sample.blob.digest) != nil {
            counts.stored += 1
        } else {
            counts.duplicates += 1
        }
    }

    /// Sources that wait, some of which failed or are being fetched; versions that were superseded;
    /// and deleted assets: a percent or so of each.
    func addOthers(_ samples: inout SampleAssets) throws {
        let count = samples.count
        var waiting = stride(from: 0, to: count, by: 40).map { samples.waiting($0) }[...]
        var number = 0
        while !waiting.isEmpty {
            let page = waiting.prefix(batch)
            waiting = waiting.dropFirst(page.count)
            try catalog.write { writer in
                for record in page {
                    number += 1
                    try writer.insert(record, run: number % 100 == 0 ? run : nil)
                    guard number % 3 == 0 else { continue }
                    let failure = RetrievalFailure(
                        kind: .known(.httpStatus), reason: "the server answered 404",
                        httpStatus: 404,
                        isPermanent: number % 2 == 0,
                        nextAttempt: number % 2 == 0 ? nil : record.createdAt)
                    try writer.fail(record.id, failure, keepsRequest: true, at: record.createdAt)
                }
            }
        }
        var cursor = ""
        _ = try catalog.write { writer in
            try writer.claim(
                run: run, room: ClaimRoom(perHost: 100, total: 1000), now: .max, cursor: &cursor)
        }
        for begin in stride(from: 11, to: count, by: 100 * batch) {
            try catalog.write { writer in
                for index in stride(from: begin, to: min(count, begin + 100 * batch), by: 100) {
                    try change(index, &samples, writer)
                }
            }
        }
    }

    private func change(
        _ index: Int, _ samples: inout SampleAssets, _ writer: CatalogWriter
    ) throws {
        let (bucket, path) = (SampleAssets.bucket(index), SampleAssets.path(index))
        guard let occupant = try writer.reader.occupant(bucket: bucket, path: path) else { return }
        if index % 200 == 11 {
            try writer.delete(occupant.assetID, at: SampleAssets.time(samples.count + index))
            return
        }
        let sample = samples.make(index)
        _ = try writer.insert(sample.blob)
        try writer.insert(sample.asset)
        try writer.occupy(
            bucket: bucket, path: path, assetID: sample.asset.id, kind: sample.asset.kind,
            superseding: occupant,
            at: SampleAssets.time(samples.count + index))
    }
}

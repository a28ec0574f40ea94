import Catalog

extension DomainAccess {
    /// Whether the bytes of an asset are in the store; of one that is to be fetched they are not yet.
    func hasBytes(_ asset: String) throws -> Bool {
        try connection.row(
            "SELECT 1 FROM assets WHERE id = ? AND retrieval_status = 'completed'", [asset]) != nil
    }
}

/// Generations follow the files that they show, which may come later than they do: called by whoever
/// fetches them, in the transaction that records what became of each.
extension DomainTransaction {
    /// The bytes came: what shows them is completed, and the counts of their jobs follow.
    package func fileArrived(_ asset: String) throws {
        try followFile(asset) { generation in
            guard generation.status != .completed else { return }
            try update(generation) { ($0.status, $0.error) = (.completed, nil) }
        }
    }

    /// The bytes do not come, unless a person asks for them again.
    package func fileFailed(_ asset: String, error: String) throws {
        try followFile(asset) { generation in
            guard generation.status == .generating else { return }
            try update(generation) { ($0.status, $0.error) = (.failed, error) }
        }
    }

    /// The bytes were here already, as another asset: that is what is shown now. Somebody else's is not.
    package func fileIsKnown(_ asset: String, as holder: String) throws {
        try requireAdmin()
        for variant in try variants(showing: asset) {
            let generation = try get(Generation.self, variant.generationID, presence: .any)
            let isTheirs = (try? requireAsset(holder, of: generation.userID)) != nil
            try update(variant) { $0.assetID = isTheirs ? holder : nil }
        }
        try fileArrived(holder)
    }

    private func variants(showing asset: String) throws -> [Variant] {
        try records(Variant.self, "WHERE asset_id = ? ORDER BY id", [asset])
    }

    private func followFile(_ asset: String, _ follow: (Generation) throws -> Void) throws {
        try requireAdmin()
        var jobs: Set<String> = []
        for variant in try variants(showing: asset) {
            if let job = variant.sourceJobID { jobs.insert(job) }
            guard variant.isPrimary, variant.deletedAt == nil else { continue }
            try follow(get(Generation.self, variant.generationID, presence: .any))
        }
        for id in jobs.sorted() { try self.jobs.recount(id) }
    }
}

extension Jobs where Access == DomainTransaction {
    /// Counts what of a completed job's outputs has come, and what will not.
    fileprivate func recount(_ id: String) throws {
        guard let job = try access.find(Job.self, id, presence: .any), job.status == .completed
        else { return }
        let outputs = job.outputs
        let rows = try access.connection.rows(
            """
            SELECT variants.id, variants.generation_id, assets.retrieval_status,
                assets.next_retrieval_attempt IS NULL
            FROM variants JOIN assets ON assets.id = variants.asset_id
            WHERE variants.source_job_id = ?
            """, [id])
        var (waiting, lost) = (0, 0)
        for row in rows {
            let (variant, generation): (String, String) = (try row.value(0), try row.value(1))
            guard outputs.variants.contains(variant) || outputs.generations.contains(generation)
            else { continue }
            switch try row.value(2) as String {
            case "completed": break
            case "failed" where try row.value(3): lost += 1
            default: waiting += 1
            }
        }
        try access.update(job) {
            $0.received = outputs.count - waiting - lost
            $0.failed = outputs.failures + lost
        }
    }
}

/// What a completed job says of its outputs.
struct RecordedOutputs {
    let generations: Set<String>
    let variants: Set<String>
    let failures: Int

    var count: Int { generations.count + variants.count }
}

extension Job {
    var outputs: RecordedOutputs {
        let results = results.object ?? [:]
        func words(_ name: String) -> [String] { results[name] as? [String] ?? [] }
        return RecordedOutputs(
            generations: Set(words("generations")), variants: Set(words("variants")),
            failures: words("failures").count)
    }
}

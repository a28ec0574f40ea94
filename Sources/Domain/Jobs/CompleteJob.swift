import Catalog

/// One thing that came out of a job.
package struct JobOutput: Sendable, Hashable {
    /// From 1.
    package var index: Int
    /// The file; nil while its bytes are not registered.
    package var assetID: String?
    package var kind: Generation.Kind
    package var seed: String?
    package var externalID: String?
    package var durationMilliseconds: Int64?

    package init(index: Int, asset: String?, kind: Generation.Kind = .image) {
        (self.index, assetID, self.kind) = (index, asset, kind)
    }
}

/// What a completion made.
package struct JobCompletion: Sendable, Equatable {
    package let job: Job
    package let generations: [String]
    package let variants: [String]
    package let failures: [String]
}

/// Whose outputs are about to be stored.
package struct OutputTarget: Sendable {
    package let jobID: String
    package let userID: String
    /// What they were completed with before.
    package let completion: JobCompletion?
}

extension Jobs {
    /// Of which job and whose the outputs of a worker of the viewer's are.
    /// - Throws: `DomainError.notFound`.
    package func outputTarget(_ id: String, lease: Int) throws -> OutputTarget {
        guard let job = try access.record(Job.self, "WHERE id = ?", [id]),
            let worker = job.workerID,
            try access.find(Worker.self, worker) != nil
                || (job.lease != lease && access.find(Job.self, id, presence: .any) != nil)
        else { throw DomainError.notFound(.jobs, id) }
        let isDone = job.status == .completed && job.lease == lease
        return OutputTarget(
            jobID: job.id, userID: job.userID, completion: isDone ? job.completion : nil)
    }
}

extension Jobs where Access == DomainTransaction {
    /// Ends a job with what came out of it, in one transaction: state and lease are checked first, then
    /// the outcome is made that the job, or else its type, names. Again: the same answer.
    /// - Parameter failures: what else was wanted and why there is none.
    package func complete(
        _ id: String, lease: Int, outputs: [JobOutput], failures: [String] = []
    ) throws -> JobCompletion {
        let program = access.acting(as: .program)
        if let done = try program.find(Job.self, id, presence: .any), done.status == .completed,
            done.lease == lease, let worker = done.workerID,
            try access.find(Worker.self, worker) != nil
        {
            return done.completion
        }
        let job = try held(id, lease: lease)
        let type = try access.taskTypes.of(job.type)
        let outcome = job.outcome ?? type.outcome
        guard !outputs.isEmpty || outcome == .none || job.wanted == 0 else {
            throw DomainError.invalid(.outputs, .empty)
        }
        try check(outputs, of: job)
        var made = OutputMaker(program, job, outcome, job.variantType ?? type.variantType)
        for output in outputs.sorted(by: { $0.index < $1.index }) { try made.add(output) }
        // Others are fetched later: the counts follow them.
        let arrived = try outputs.count { output in
            try output.assetID.map { try access.hasBytes($0) } ?? true
        }
        let counted = try program.update(job) {
            $0.received = arrived
            $0.failed = failures.count
            $0.results = JSONText([
                "generations": made.generations, "variants": made.variants, "failures": failures,
            ])
        }
        return try program.jobs.end(counted, .completed, error: nil).completion
    }

    private func check(_ outputs: [JobOutput], of job: Job) throws {
        _ = try Order.distinct(outputs.map { String($0.index) })
        for output in outputs {
            guard output.index >= 1 else {
                throw DomainError.invalid(.outputs, .outside(1, 10_000))
            }
            if let asset = output.assetID { try access.requireAsset(asset, of: job.userID) }
            try Seed.check(output.seed)
        }
    }
}

extension Job {
    fileprivate var completion: JobCompletion {
        let results = results.object ?? [:]
        func words(_ name: String) -> [String] { results[name] as? [String] ?? [] }
        return JobCompletion(
            job: self, generations: words("generations"), variants: words("variants"),
            failures: words("failures"))
    }
}

/// Makes generations and variants of a job's outputs.
private struct OutputMaker {
    private let access: DomainTransaction
    private let job: Job
    private let outcome: Outcome
    private let variantType: String?
    private(set) var generations: [String] = []
    private(set) var variants: [String] = []

    init(_ access: DomainTransaction, _ job: Job, _ outcome: Outcome, _ variantType: String?) {
        (self.access, self.job) = (access, job)
        (self.outcome, self.variantType) = (outcome, variantType)
    }

    mutating func add(_ output: JobOutput) throws {
        switch outcome {
        case .none: break
        case .generation: try addGeneration(output, parent: nil)
        case .child:
            let target = job.outcomeGenerationID
            // What fills a slot that is filled is a further variant there.
            if let slot = job.outcomeEntryID, let filled = try child(at: slot, of: target) {
                try addVariant(output, of: filled, .secondary)
            } else {
                try addGeneration(output, parent: target)
            }
        case .variant: try addVariant(output, of: target(), .secondary)
        case .primaryVariant: try addVariant(output, of: target(), .primary)
        case .parentVariant:
            let generation = try target()
            try addVariant(output, of: generation.parentID ?? generation.id)
        }
    }

    private func target() throws -> Generation {
        guard let id = job.outcomeGenerationID else {
            throw DomainError.invalid(.generation, .missing)
        }
        return try access.get(Generation.self, id)
    }

    private func child(at slot: String, of parent: String?) throws -> Generation? {
        guard let parent else { throw DomainError.invalid(.generation, .missing) }
        return try access.record(
            Generation.self, "WHERE parent_id = ? AND slot_entry_id = ? AND deleted_at IS NULL",
            [parent, slot])
    }

    private mutating func addGeneration(_ output: JobOutput, parent: String?) throws {
        var request = GenerationRequest()
        request.user = job.userID
        request.project = job.projectID
        request.session = job.sessionID
        request.job = job.id
        request.parent = parent
        request.slot = parent == nil ? nil : job.outcomeEntryID
        request.asset = output.assetID
        request.variantType = variantType
        let generation = try access.generations.create(output.kind, request) {
            $0.index = output.index
            $0.prompt = job.prompt
            $0.negativePrompt = job.negativePrompt
            $0.model = job.model
            $0.aspectRatio = job.aspectRatio
            $0.workflowID = job.workflowID
            $0.seed = output.seed ?? job.seed
            $0.externalID = output.externalID
            $0.durationMilliseconds = output.durationMilliseconds
        }
        generations.append(generation.id)
    }

    private mutating func addVariant(
        _ output: JobOutput, of generation: Generation, _ choice: VariantChoice
    ) throws {
        var request = VariantRequest()
        request.asset = output.assetID
        request.choice = choice
        request.job = job.id
        let variant = try access.variants.add(
            to: generation.id, variantType ?? "edit", request
        ) { $0.params = job.parameters }
        variants.append(variant.id)
    }

    private mutating func addVariant(_ output: JobOutput, of generation: String) throws {
        try addVariant(output, of: access.get(Generation.self, generation), .primary)
    }
}

import Domain
import HTTPTypes
import StillStoreRuns
import Wire

extension Routes {
    /// What programs do that carry jobs out.
    mutating func addWorkers() {
        items("/api/v1/workers", "listWorkers", "Workers that are known", access: .work) {
            (_: Nothing, reader) in try reader.workers.list().map(WorkerJSON.init)
        }
        create(
            "/api/v1/workers", "registerWorker", "Make a worker known", access: .work,
            problems: [404, 409]
        ) { (_: Nothing, body: NewWorker, transaction) in
            WorkerJSON(
                try transaction.workers.register(
                    name: body.name ?? body.id, id: body.id, place: body.place ?? .gpu,
                    isShared: body.shared ?? false))
        }
        act(
            .post, "/api/v1/workers/{id}/heartbeat", "workerHeartbeat", "Say that a worker lives",
            access: .work
        ) { (query: ByID, body: WorkerState, transaction) in
            WorkerJSON(try transaction.workers.heartbeat(query.id, state: body.state))
        }
        addClaim()
        addHolding()
        addCompletion()
    }

    private mutating func addHolding() {
        act(
            .post, "/api/v1/jobs/{id}/heartbeat", "jobHeartbeat", "Go on holding a job",
            access: .work
        ) { (query: ByID, body: Lease, transaction) in
            LeaseJSON(
                job: query.id, lease: body.lease,
                leaseUntil: try transaction.jobs.heartbeat(query.id, lease: body.lease))
        }
        act(.post, "/api/v1/jobs/{id}/fail", "failJob", "Say that a job failed", access: .work) {
            (query: ByID, body: LeaseError, transaction) in
            JobJSON(try transaction.jobs.fail(query.id, lease: body.lease, error: body.error))
        }
        act(
            .post, "/api/v1/jobs/{id}/release", "releaseJob", "Give a job back", access: .work
        ) { (query: ByID, body: LeaseReason, transaction) in
            JobJSON(
                try transaction.jobs.release(
                    query.id, lease: body.lease, reason: body.reason ?? "its worker gave it back"))
        }
    }

    private mutating func addCompletion() {
        add(
            .post, "/api/v1/jobs/{id}/complete", "completeJob",
            "Hand in what a job made: assets that are stored, or their bytes in Base64", .work,
            query: ByID.self, body: .json(schema(of: Completion.self)),
            answer: .json(.ok, schema(of: JobCompletionJSON.self)), problems: [404, 409, 413]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            let (body, _) = try await exchange.body(Completion.self)
            let completion = try await body.complete(id, exchange)
            exchange.services.feed.wake()
            return try exchange.answer(JobCompletionJSON(completion).line())
        }
    }
}

private struct NewWorker: Decodable, Sendable {
    let id: String
    var name: String?
    var place: RunPlace?
    var shared: Bool?
}

private struct WorkerState: Decodable, Sendable { var state: String? }

private struct Lease: Decodable, Sendable { let lease: Int }

private struct LeaseError: Decodable, Sendable {
    let lease: Int
    let error: String
}

private struct LeaseReason: Decodable, Sendable {
    let lease: Int
    var reason: String?
}

/// What came of a job.
private struct Completion: Decodable, Sendable {
    struct Output: Decodable, Sendable {
        /// From 1; where it is not said, the place in the list.
        var index: Int?
        var asset: String?
        /// Base64.
        var content: String?
        var name: String?
        var kind: Generation.Kind?
        var seed: String?
        var external_id: String?
    }

    let lease: Int
    var outputs: [Output]?
    var failures: [String]?

    func complete(_ id: String, _ exchange: Exchange) async throws -> JobCompletion {
        let outputs = outputs ?? []
        let made = outputs.enumerated().map { place, output in
            var made = JobOutput(
                index: output.index ?? place + 1, asset: output.asset, kind: output.kind ?? .image)
            (made.seed, made.externalID) = (output.seed, output.external_id)
            return made
        }
        guard outputs.contains(where: { $0.content != nil }) else {
            let (lease, failures) = (lease, failures ?? [])
            return try await exchange.change {
                try $0.jobs.complete(id, lease: lease, outputs: made, failures: failures)
            }
        }
        let files = try zip(outputs, made).map { output, made in
            guard let content = output.content, output.asset == nil else {
                throw Problem.invalid("outputs", "either all have content, or none")
            }
            return OutputFile(
                made, .bytes(try Base64Content.bytes(content, field: "outputs")),
                named: output.name ?? "output.bin")
        }
        let outcome = try await exchange.services.outputs.complete(
            id, lease: lease, as: try exchange.viewer, files, failures: failures ?? [])
        do {
            return try outcome.completion.get()
        } catch let refused as OutputsRefused {
            throw Problem(of: refused)
        }
    }
}

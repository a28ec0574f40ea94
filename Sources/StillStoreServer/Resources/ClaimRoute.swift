import Domain
import HTTPTypes
import Hummingbird
import Wire

extension Routes {
    mutating func addClaim() {
        add(
            .post, "/api/v1/jobs/claim", "claimJob",
            "Take the next job that a worker can do; waits for one where it is told to", .work,
            query: Nothing.self, body: .json(schema(of: Claim.self)),
            answer: .json(.ok, schema(of: HeldJobJSON.self)), problems: [204, 404, 409]
        ) { exchange in
            let (body, _) = try await exchange.body(Claim.self)
            guard let held = try await body.held(exchange) else {
                return Response(status: .noContent)
            }
            return try exchange.answer(HeldJobJSON(held).line())
        }
    }
}

private struct Claim: Decodable, Sendable {
    let worker: String
    var place: RunPlace?
    var shared: Bool?
    var types: [String]?
    var models: [String]?
    var only_models: Bool?
    /// Seconds until the answer is that there is none; up to 30.
    var wait: Int?

    func held(_ exchange: Exchange) async throws -> HeldJob? {
        guard (0...30).contains(wait ?? 0) else {
            throw Problem.invalid("wait", "must be from 0 to 30")
        }
        let end = ContinuousClock.now + .seconds(wait ?? 0)
        let feed = exchange.services.feed
        while true {
            let known = feed.newest
            if let held = try await exchange.change(claim) { return held }
            guard ContinuousClock.now < end, !feed.isEnded else { return nil }
            try await feed.wait(after: known, of: Entity.jobs.rawValue, until: end)
        }
    }

    private func claim(_ transaction: DomainTransaction) throws -> HeldJob? {
        let known = try transaction.workers.register(
            name: worker, id: worker, place: place ?? .gpu, isShared: shared ?? false)
        _ = try transaction.acting(as: .program).jobs.expireLeases()
        var request = ClaimRequest()
        (request.types, request.models) = (types ?? [], models ?? [])
        request.onlyModels = only_models ?? false
        return try transaction.jobs.claim(known.id, request)
    }
}

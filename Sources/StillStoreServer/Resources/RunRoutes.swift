import Catalog
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Values
import Wire

extension Routes {
    /// What was done to the store as a whole.
    mutating func addRuns() {
        add(
            .get, "/api/v1/runs", "listRuns", "Runs of commands and of the server, newest first",
            .admin, query: RunsQuery.self,
            answer: .json(
                .ok, .object(ListAnswer<RunJSON>.properties(of: schema(of: RunJSON.self))))
        ) { exchange in
            let query = try exchange.parameters(RunsQuery.self)
            let limit = try query.checkedLimit()
            let runs = try await exchange.services.library.queries.runs(
                before: query.after, limit: limit)
            let next = runs.count == limit ? runs.last?.id : nil
            return try exchange.answer(
                ListAnswer<RunJSON>(Page(items: runs.map(RunJSON.init), next: next, total: nil))
                    .text())
        }
        add(
            .get, "/api/v1/runs/{id}/failures", "listRunFailures", "What failed in a run, and why",
            .admin, query: RunFailuresQuery.self,
            answer: .json(
                .ok,
                .object(
                    ListAnswer<RunFailureJSON>.properties(of: schema(of: RunFailureJSON.self)))),
            problems: [404]
        ) { exchange in
            let query = try exchange.parameters(RunFailuresQuery.self)
            let limit = query.limit ?? 50
            guard PageRequest.limits.contains(limit) else { throw Problem.badLimit }
            guard let after = Int(query.after ?? "0") else {
                throw Problem.invalid("after", "is no cursor of this list")
            }
            let (run, failures) = try await exchange.services.library.queries.failures(
                run: query.id, after: after, limit: limit)
            let next = failures.count == limit ? failures.last.map { String($0.number) } : nil
            let items = failures.map { RunFailureJSON($0, of: run) }
            return try exchange.answer(
                ListAnswer<RunFailureJSON>(Page(items: items, next: next, total: nil)).text())
        }
        add(
            .get, "/api/v1/verification", "getVerification",
            "How far the store's contents were compared with their digests", .admin,
            query: Nothing.self, answer: .json(.ok, schema(of: VerificationJSON.self))
        ) { exchange in
            _ = try exchange.parameters(Nothing.self)
            let state = try await exchange.services.library.queries.verificationState()
            return try exchange.answer(VerificationJSON(state).line())
        }
        add(
            .get, "/api/v1/recipes", "listRecipes", "In which sizes pictures can be had", .read,
            query: Nothing.self, answer: itemsAnswer(of: RecipeJSON.self)
        ) { exchange in
            _ = try exchange.parameters(Nothing.self)
            let recipes = exchange.services.library.configuration.recipes.map(RecipeJSON.init)
            return try exchange.answer(
                ListAnswer<RecipeJSON>(Page(items: recipes, next: nil, total: nil)).text())
        }
    }
}

private struct RunsQuery: Decodable, Sendable {
    var limit: Int?
    var after: String?

    func checkedLimit() throws(Problem) -> Int {
        let limit = limit ?? 50
        guard PageRequest.limits.contains(limit) else { throw Problem.badLimit }
        return limit
    }
}

private struct RunFailuresQuery: Decodable, Sendable {
    let id: String
    var limit: Int?
    var after: String?
}

extension Problem {
    fileprivate static let badLimit = Problem.invalid(
        "limit", "is from \(PageRequest.limits.lowerBound) to \(PageRequest.limits.upperBound)")
}

import HTTPTypes
import Hummingbird
import StillStoreCare
import StillStoreCore
import Synchronization
import Wire

extension Routes {
    mutating func addDeletion() {
        add(
            .delete, "/api/v1/assets/{id}", "deleteAsset",
            "Delete an asset; it can be brought back until it is collected", .write,
            query: ByID.self, answer: .nothing, problems: [409]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            _ = try await exchange.assets.find(id)
            var request = DeletionRequest()
            (request.references, request.arguments) = ([id], [id])
            let failure = FirstFailure()
            _ = try await exchange.services.library.delete(request, report: failure.report)
            if let found = failure.found { throw Problem([found]) }
            return Response(status: .noContent)
        }
        add(
            .post, "/api/v1/assets/{id}/undelete", "undeleteAsset", "Bring an asset back", .write,
            query: ByID.self, answer: .json(.ok, schema(of: AssetJSON.self)), problems: [409]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            _ = try await exchange.assets.find(id)
            let failure = FirstFailure()
            _ = try await exchange.services.library.undelete(
                [id], arguments: [id], report: failure.report)
            if let found = failure.found { throw Problem([found]) }
            return try exchange.answer(
                AssetJSON(try await exchange.assets.find(id)).line())
        }
    }
}

/// Why an asset was not deleted, or not brought back.
private final class FirstFailure: Sendable {
    private let failure = Mutex<Failure?>(nil)

    var found: Failure? { failure.withLock { $0 } }

    func report(_ event: DeletionEvent) {
        guard case .item(let item) = event, case .failed(let failed) = item.outcome else { return }
        failure.withLock { $0 = $0 ?? failed }
    }
}

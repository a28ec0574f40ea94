import Synchronization

/// The names of the boards of each server: all are asked for when one is not known.
final class InvokeAIBoardNames: Sendable {
    /// By server and board; nil for a board that its server does not name.
    private let known = Mutex<[String: [String: String?]]>([:])

    func name(of board: String, _ api: InvokeAIServerAPI) throws(RetrievalError) -> String? {
        if let name = known.withLock({ $0[api.place.url]?[board] }) { return name }
        var names: [String: String?] = [:]
        do throws(RetrievalError) {
            names = try api.boards().names
        } catch {
            // The picture matters more than its board's name: only errors that may be temporary are
            // retried.
            guard error.kind == .badAnswer || [400, 403, 404, 405, 422].contains(error.httpStatus)
            else { throw error }
        }
        if names[board] == nil { names.updateValue(nil, forKey: board) }
        known.withLock { known in
            known[api.place.url, default: [:]].merge(names) { $1 ?? $0 }
        }
        return names[board] ?? nil
    }
}

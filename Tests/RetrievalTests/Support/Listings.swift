import Retrieval

extension SourceListing {
    /// All pages, each as a list.
    func pages() throws -> [[ListedSource]] {
        var pages: [[ListedSource]] = []
        try forEachPage(unless: { false }) { pages.append($0) }
        return pages
    }

    /// What it holds, in its order.
    func all() throws -> [ListedSource] { try pages().flatMap { $0 } }

    /// Why it cannot be listed; nil when it can.
    func failure() -> RetrievalError? {
        do {
            _ = try pages()
            return nil
        } catch {
            return error as? RetrievalError
        }
    }
}

extension ListedSource {
    var pathText: String { String(decoding: path, as: UTF8.self) }
}

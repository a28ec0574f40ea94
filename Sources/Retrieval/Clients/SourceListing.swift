/// A place that holds many sources: a bucket's prefix, a board, a history. Blocks.
package protocol SourceListing: Sendable {
    /// Passes on the entries of the place, page by page, in an order in which nothing is missed
    /// when more are added meanwhile.
    /// - Throws: `RetrievalError`, or what `take` throws.
    func forEachPage(
        unless isStopped: @escaping @Sendable () -> Bool,
        _ take: ([ListedSource]) throws -> Void
    ) throws
}

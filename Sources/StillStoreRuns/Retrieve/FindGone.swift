import Catalog
import ContentStore
import Retrieval
import StillStoreCore
import Values

/// Records which pictures a server no longer has. They stay in the store.
struct FindGone {
    let library: Library
    let listing: InvokeAIListing
    let stop: StopSignal

    /// Several requests were made for each, with pauses.
    private static let failureLimit = 10

    /// - Parameter listed: the names of everything in a complete listing.
    /// - Returns: how many were newly found to be gone, and the error of the first one that the
    ///   server could not answer for.
    func find(
        notIn listed: Set<String>
    ) throws -> (count: Int, failure: RetrievalError?) {
        if stop.isRequested { return (0, nil) }
        var count = 0
        var failures: [RetrievalError] = []
        var after = ""
        while true {
            let page = try library.catalog.read {
                try $0.held(from: listing.prefix, after: after, limit: 1000)
            }
            guard let last = page.last, failures.count < Self.failureLimit else {
                return (count, failures.first)
            }
            after = last.source
            // A picture that the listing lacks may be another user's, or an intermediate image by
            // now.
            let gone = try page.filter { held in
                guard !held.isGone, let name = held.externalID ?? held.name,
                    !listed.contains(name), failures.count < Self.failureLimit
                else { return false }
                do throws(RetrievalError) {
                    return try listing.isGone(name) { stop.isRequested }
                } catch {
                    // An error for one picture does not keep others from being recorded.
                    guard [.httpStatus, .badAnswer].contains(error.kind) else { throw error }
                    let reason = "whether \(name) is still there: \(error.reason)"
                    failures.append(
                        RetrievalError(
                            error.kind, reason, httpStatus: error.httpStatus,
                            remedy: error.remedy))
                    return false
                }
            }
            if gone.isEmpty { continue }
            let now = library.clock.now()
            try library.catalog.write { writer in
                for held in gone { try writer.setGone(held.id, since: now) }
            }
            count += gone.count
        }
    }
}

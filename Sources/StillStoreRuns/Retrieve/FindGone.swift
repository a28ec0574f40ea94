import Catalog
import ContentStore
import Retrieval
import StillStoreCore
import Values

/// Notes which pictures of a server are there no more. Here they stay.
struct FindGone {
    let library: Library
    let listing: InvokeAIListing
    let stop: StopSignal

    /// Each was asked for several times, with pauses.
    private static let failureLimit = 10

    /// - Parameter listed: the names of all that a whole listing has.
    /// - Returns: how many were found that were not known to be gone, and why the first of those
    ///   that the server could not say it of was not.
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
            // What a listing lacks may be another user's, or an intermediate image by now.
            let gone = try page.filter { held in
                guard !held.isGone, let name = held.externalID ?? held.name,
                    !listed.contains(name), failures.count < Self.failureLimit
                else { return false }
                do throws(RetrievalError) {
                    return try listing.isGone(name) { stop.isRequested }
                } catch {
                    // One that the server cannot tell of keeps no others from being noted.
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

import Catalog
import ContentStore
import Foundation
import Retrieval

/// Notes which pictures of a server are there no more. Here they stay.
struct FindGone {
    let library: Library
    let listing: InvokeAIListing
    let stop: StopSignal

    /// - Parameter listed: the names of all that a whole listing has.
    /// - Returns: how many were found that were not known to be gone.
    func callAsFunction(notIn listed: Set<String>) throws -> Int {
        if stop.isRequested { return 0 }
        var count = 0
        var after = ""
        while true {
            let page = try library.catalog.read {
                try $0.held(from: listing.prefix, after: after, limit: 1000)
            }
            guard let last = page.last else { return count }
            after = last.source
            // What a listing lacks may be another user's, or an intermediate image by now.
            let gone = try page.filter { held in
                guard !held.isGone, let name = held.externalID ?? held.name,
                    !listed.contains(name)
                else { return false }
                return try listing.isGone(name) { stop.isRequested }
            }
            if gone.isEmpty { continue }
            let now = library.time.now()
            try library.catalog.write { writer in
                for held in gone { try writer.setGone(held.id, since: now) }
            }
            count += gone.count
        }
    }
}

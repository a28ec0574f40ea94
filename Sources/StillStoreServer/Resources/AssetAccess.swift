import Catalog
import Domain
import StillStoreCore

/// Which assets somebody may know of: their own; admins, all. The rule of the domain and of searches.
struct AssetAccess: Sendable {
    let services: Services
    let viewer: Viewer

    func allows(_ listing: AssetListing) -> Bool {
        viewer.isAdmin || listing.asset.userID == viewer.userID
    }

    /// The asset with this id.
    /// - Throws: `DomainError.notFound`, for what there is not and for what is somebody else's alike.
    func find(_ id: String) async throws -> AssetListing {
        // Digests and paths name assets of several people.
        guard id.utf8.count == 36, !id.contains("/") else {
            throw DomainError.notFound(.assets, id)
        }
        if let known = services.known.asset(id) {
            guard allows(known) else { throw DomainError.notFound(.assets, id) }
            return known
        }
        let version = services.known.version
        do {
            let found = try await services.library.queries.find(id)
            services.known.keep(found, from: version)
            guard allows(found) else { throw DomainError.notFound(.assets, id) }
            return found
        } catch RequestError.noAsset {
            throw DomainError.notFound(.assets, id)
        }
    }
}

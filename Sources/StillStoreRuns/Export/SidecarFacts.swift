package import Catalog
package import Domain
package import GenerationMetadata
import StillStoreCore
import Values

/// What a file beside an exported picture says of it.
package struct SidecarFacts: Sendable {
    package let listing: AssetListing
    /// What its own file says; nil where that is nothing.
    package let record: GenerationRecord?
    /// What the viewer said of it.
    package let opinion: AssetOpinion
}

extension Library {
    func sidecarFacts(of listing: AssetListing, _ form: ExportForm) throws -> SidecarFacts {
        let opinion = try domain.read(as: form.viewer) { try $0.opinion(of: listing.asset.id) }
        var record: GenerationRecord?
        if let digest = listing.asset.digest {
            let found = try embeddedSlots(of: digest, named: listing.asset.id)
            record = .interpret(found.slots, problems: found.problems)
        }
        if record?.isEmpty ?? false { record = nil }
        if !form.includesPrivate { record = record?.withoutPrivateDetails }
        return SidecarFacts(listing: listing, record: record, opinion: opinion)
    }
}

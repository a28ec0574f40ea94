import Catalog
import Domain
import GenerationMetadata
import HTTPTypes
import Hummingbird
import StillStoreCore
import StillStoreRuns
import Values
import Wire

extension Routes {
    mutating func addAssetDetails() {
        add(
            .get, "/api/v1/assets/{id}/metadata", "getMetadata",
            "What the file of an asset says of how it was made, and the texts it says it in",
            .read, query: ByID.self, answer: .json(.ok, schema(of: MetadataJSON.self)),
            problems: [409]
        ) { exchange in
            let listing = try await exchange.assets.find(try exchange.parameters(ByID.self).id)
            guard let digest = listing.asset.digest else {
                throw Problem(of: RequestError.noBytesYet(listing.asset.id))
            }
            let library = exchange.services.library
            let text = try await exchange.services.files.run {
                let found = try library.embeddedSlots(of: digest, named: listing.asset.id)
                let record = GenerationRecord.interpret(found.slots, problems: found.problems)
                return try MetadataJSON(found, record, digest: digest.hex).line()
            }
            return try exchange.answer(text)
        }
        get("/api/v1/assets/{id}/uses", "getUses", "Where an asset is used, as far as you may know")
        { (query: ByID, reader) in
            try reader.requireAsset(query.id)
            let uses = try reader.uses(ofAsset: query.id)
            return AssetUsesJSON(uses, generations: try reader.shown(uses.generations))
        }
    }
}

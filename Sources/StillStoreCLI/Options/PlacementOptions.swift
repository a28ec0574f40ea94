import ArgumentParser
import Catalog
import Domain
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// Where new assets are placed, and their metadata.
struct PlacementOptions: ParsableArguments {
    @Option(
        name: .long, help: "Whose they are; {user_id} in a path template.",
        transform: Typed.text)
    var userID: String?

    @Option(
        name: .customLong("as"), help: ArgumentHelp("The same, of this user.", valueName: "email"),
        transform: Typed.text)
    var email: String?

    @Option(
        name: .long, help: "The job that made them; {job_id} in a path template.",
        transform: Typed.text)
    var jobID: String?

    @Option(
        name: .long, help: "upload, generated or retrieved (default: by where they come from).")
    var origin: AssetOrigin?

    @Option(
        name: .long, help: "A JSON object kept with every new asset (default: {}).",
        transform: Typed.text)
    var metadata = "{}"

    func validate() throws {
        if email != nil, userID != nil {
            throw ValidationError("--as and --user-id exclude each other.")
        }
        let data = Data(metadata.utf8)
        guard (try? JSONSerialization.jsonObject(with: data)) is [String: Any] else {
            throw ValidationError("--metadata is not a JSON object: \(printable(metadata))")
        }
    }

    var placement: IngestRequest.Placement {
        var placement = IngestRequest.Placement()
        placement.userID = userID
        placement.jobID = jobID
        placement.origin = origin ?? .upload
        placement.metadata = metadata
        return placement
    }

    /// Makes them the user's whose address was given.
    /// - Throws: `DomainError.notFound` for an address that nobody has.
    func setOwner(_ placement: inout IngestRequest.Placement, in library: Library) throws {
        guard let email else { return }
        placement.userID = try library.domain.viewer(email: email).userID
    }
}

extension AssetOrigin: ExpressibleByArgument {}

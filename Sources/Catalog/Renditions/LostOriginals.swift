package import Foundation
import GRDB

extension CatalogWriter {
    /// The object of a blob was not there, or not whole, when it was needed.
    package func markLost(_ digest: Data, _ state: BlobState) throws {
        try db.cachedStatement(sql: "UPDATE blobs SET state = ?2 WHERE digest = ?1 AND state <> ?2")
            .execute(arguments: [digest, state.rawValue])
    }
}

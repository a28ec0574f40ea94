import Catalog
import ContentStore
import StillStoreCore

// What is neither an object nor made from one.
extension Mirror {
    /// The key of addresses with credentials, for its owner only.
    func bringSecret() throws { try staging.writeSecret(of: source) }

    /// Makes the snapshot the replica's catalogue, once SQLite has found it whole. The old one was
    /// folded into its file when the replica was opened.
    func putCatalog() throws {
        try snapshot.check()
        try staging.putCatalog(snapshotPath)
    }

    func putConfiguration(_ bytes: [UInt8]) throws { try staging.writeConfiguration(bytes) }
}

import Catalog
import ContentStore
import StillStoreCore

// What is neither an object nor made from one.
extension Mirror {
    /// The key of addresses with credentials, readable by its owner only.
    func bringSecret() throws { try staging.writeSecret(of: source) }

    /// Makes the snapshot the target's catalogue, once SQLite has found it whole. The log of the
    /// old one was written into its file when the target was opened.
    func putCatalog() throws {
        try snapshot.check()
        try staging.putCatalog(snapshotPath)
    }

    func putConfiguration(_ bytes: [UInt8]) throws { try staging.writeConfiguration(bytes) }
}

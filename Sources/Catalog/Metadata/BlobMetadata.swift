package import Values

/// What a blob's file says of how its picture was made, as a row: everything in `record`, and beside it
/// what is asked for most.
package struct BlobMetadata: Sendable, Equatable {
    /// Whether a file says that a model made its picture, or changed it.
    package enum AI: String, Sendable, CaseIterable {
        case none, claimed, composite
    }

    package struct Model: Sendable, Equatable {
        /// `checkpoint`, `lora`, `vae`, …
        package let role: String
        /// The name without folders and extension, in lower case.
        package let key: String
        package let name: String
        package let hash: String?
        package let weight: Double?

        package init(role: String, key: String, name: String, hash: String?, weight: Double?) {
            (self.role, self.key, self.name) = (role, key, name)
            (self.hash, self.weight) = (hash, weight)
        }
    }

    /// Of the code that read the file: a row of an older one is stale.
    package let extractorVersion: Int
    package var ai = AI.none
    package var generator, sampler, scheduler: String?
    /// Text, since it reaches 2^64 − 1.
    package var seed: String?
    package var steps, cfg: Double?
    package var models: [Model] = []
    /// JSON; nil where the file says nothing.
    package var record: String?

    package init(extractorVersion: Int) { self.extractorVersion = extractorVersion }
}

/// A blob whose file is to be read for its metadata.
package struct UnreadMetadata: Sendable, Equatable {
    package let digest: Digest
    package let size: Int64
}

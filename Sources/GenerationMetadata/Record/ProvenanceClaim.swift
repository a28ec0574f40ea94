/// What a file claims about how it came to be. Nothing is verified: signatures and hashes are not
/// checked, and anybody can write such a claim or remove it.
package struct ProvenanceClaim: Codable, Equatable, Sendable {
    package enum Source: String, Codable, Sendable {
        case c2pa, iptc, iim, exif
    }

    package var source: Source
    /// The program that signed a C2PA claim, or the text of a credit.
    package var claimGenerator: String?
    package var softwareAgent: String?
    package var action: String?
    package var when: String?
    /// The last part of an IPTC digital source type, as `trainedAlgorithmicMedia`.
    package var digitalSourceType: String?
    package var model: String?
    package var details: String?
    /// Where a manifest lies that is not in the file. It is never fetched.
    package var remoteManifest: String?

    package init(_ source: Source) { self.source = source }
}

/// Why bytes cannot be decoded, or not safely. The texts are the decoder's own.
package enum PictureError: Error, Equatable {
    /// Not a format that is read here; `looksLike` says what the first bytes suggest.
    case notAPicture(looksLike: String)
    /// The bytes end before the picture does.
    case truncated(PictureFormat, String)
    /// The bytes break the rules of their format.
    case corrupt(PictureFormat, String)
    /// A valid file with a feature that the decoder lacks.
    case unsupported(PictureFormat, String)
    /// Larger than a limit of `PictureLimits`; `limit` is its name and value, for people.
    case overLimit(PictureFormat, String, limit: PictureLimit)
    /// The bytes could not be read.
    case unreadable(String)
    /// The machine has no memory left for the picture.
    case outOfMemory(String)
    /// A rendition could not be encoded.
    case notEncoded(String)

    /// One sentence fragment for people, without the file's name.
    package var reason: String {
        switch self {
        case .notAPicture(let looksLike): "not a picture: \(looksLike)"
        case .truncated(let format, let words): "truncated \(format.name): \(words)"
        case .corrupt(let format, let words): "corrupt \(format.name): \(words)"
        case .unsupported(let format, let words): "unsupported \(format.name): \(words)"
        case .overLimit(let format, let words, _):
            "\(format.name) over the limit: \(words)"
        case .unreadable(let words): "could not be read: \(words)"
        case .outOfMemory(let words): "not enough memory: \(words)"
        case .notEncoded(let words): "thumbnail not encoded: \(words)"
        }
    }

    /// The case, without its payload.
    package enum Kind: Sendable, CaseIterable {
        case notAPicture, truncated, corrupt, unsupported, overLimit
        case unreadable, outOfMemory, notEncoded
    }

    package var kind: Kind {
        switch self {
        case .notAPicture: .notAPicture
        case .truncated: .truncated
        case .corrupt: .corrupt
        case .unsupported: .unsupported
        case .overLimit: .overLimit
        case .unreadable: .unreadable
        case .outOfMemory: .outOfMemory
        case .notEncoded: .notEncoded
        }
    }

    /// True if the bytes themselves are at fault, so that trying again is pointless.
    package var isAboutTheBytes: Bool {
        switch kind {
        case .notAPicture, .truncated, .corrupt, .unsupported, .overLimit: true
        case .unreadable, .outOfMemory, .notEncoded: false
        }
    }
}

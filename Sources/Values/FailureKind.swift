/// Why something that was asked for one file, asset or object was not done, as a closed set.
///
/// The raw values are the words of the catalogue, of JSON and of documents; they are never renamed.
/// The layers below have smaller sets of their own (`PictureError.Kind`, `RetrievalErrorKind`),
/// each of whose words is one of these.
package enum FailureKind: String, Sendable, CaseIterable, Codable {
    // What is wrong with bytes as a picture.
    case notAPicture = "not-a-picture"
    /// The picture, or what was transferred of it, ends too early.
    case truncated
    case corrupt
    /// A feature that the decoder lacks; of a source, a kind or spelling that is not known.
    case unsupported
    /// Larger than a limit of the store.
    case overLimit = "over-limit"
    case notEncoded = "not-encoded"
    case outOfMemory = "out-of-memory"

    // What is wrong with a file or with the bytes of the store.
    case unreadable
    case notAFile = "not-a-file"
    /// It changed while it was processed.
    case changed
    /// `gc` removed its bytes before they belonged to a new asset.
    case collected
    case missing
    case damaged
    /// It was written and is not there any more.
    case vanished
    /// A copy was read back with other bytes.
    case misread
    case journalLost = "journal-lost"
    case malformedFact = "malformed-fact"
    case danglingLink = "dangling-link"
    /// A rendition file that cannot be recorded.
    case rendition
    case unknownRecipe = "unknown-recipe"
    case noThumbnail = "no-thumbnail"
    case notExported = "not-exported"

    // What is wrong with a name, a path or a reference.
    case badName = "bad-name"
    case pathTaken = "path-taken"
    case idTaken = "id-taken"
    case noPath = "no-path"
    case noPlace = "no-place"
    case notFound = "not-found"
    case unclear
    case superseded
    case notCurrent = "not-current"

    // What is wrong with a source or the way to it.
    case dns, connect, tls, timeout
    case httpStatus = "http-status"
    case tooLarge = "too-large"
    case wrongContent = "wrong-content"
    case notAnImage = "not-an-image"
    case checksumMismatch = "checksum-mismatch"
    case refusedAddress = "refused-address"
    case redirect
    case expired
    case badAnswer = "bad-answer"
    /// The store's disk could not take what was fetched.
    case disk
    /// Not a failure: the run was asked to end. Never stored.
    case stopped
}

extension FailureKind {
    /// Where the fault is, which decides what follows: whether the same attempt may succeed later,
    /// and how a program answers a request for one such item.
    package enum Cause: Sendable {
        /// The bytes: they fail again until decoders or limits change.
        case bytes
        /// What was asked for, or its name: it fails again until something else is asked for.
        case request
        /// It names nothing that exists.
        case absence
        /// Something else is at the path, or was done meanwhile.
        case conflict
        /// Bytes or facts of the store are lost or damaged: `verify` and `rebuild` repair them.
        case damage
        /// The machine: memory, disk, permissions.
        case machine
        /// Another server or the network; the retry policy decides when it is asked again.
        case source
    }

    package var cause: Cause {
        switch self {
        case .notAPicture, .truncated, .corrupt, .unsupported, .overLimit, .notEncoded: .bytes
        case .tooLarge, .wrongContent, .notAnImage: .bytes
        case .notAFile, .badName, .noPath, .unclear, .refusedAddress: .request
        case .notFound: .absence
        case .changed, .collected, .pathTaken, .idTaken, .superseded, .notCurrent, .stopped:
            .conflict
        case .missing, .damaged, .vanished, .misread, .journalLost, .malformedFact, .danglingLink,
            .rendition, .unknownRecipe, .noPlace, .noThumbnail:
            .damage
        case .unreadable, .outOfMemory, .notExported, .disk: .machine
        case .dns, .connect, .tls, .timeout, .httpStatus, .checksumMismatch, .redirect, .expired,
            .badAnswer:
            .source
        }
    }

    /// Whether the same bytes would be refused again, so that another attempt is pointless.
    package var isAboutTheBytes: Bool {
        switch cause {
        case .bytes: self != .notEncoded
        case .request, .absence, .conflict, .damage, .machine, .source: false
        }
    }
}

/// A kind of failure as recorded in a catalogue.
///
/// A catalogue that another version of the program wrote may have an unknown word. It is shown as
/// it is, and whatever depends on it is tried again.
package enum RecordedKind: Sendable, Hashable {
    case known(FailureKind)
    case foreign(String)

    package init(_ text: String) {
        self = FailureKind(rawValue: text).map { .known($0) } ?? .foreign(text)
    }

    package var text: String {
        switch self {
        case .known(let kind): kind.rawValue
        case .foreign(let text): text
        }
    }

    package var known: FailureKind? {
        if case .known(let kind) = self { kind } else { nil }
    }
}

import Catalog
package import Imaging
package import Retrieval
package import Values

// The one place where the kinds of the layers become those of the library.

extension PictureError {
    package var failure: FailureKind {
        switch kind {
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
}

extension RetrievalErrorKind {
    package var failure: FailureKind {
        switch self {
        case .dns: .dns
        case .connect: .connect
        case .tls: .tls
        case .timeout: .timeout
        case .httpStatus: .httpStatus
        case .tooLarge: .tooLarge
        case .wrongContent: .wrongContent
        case .truncated: .truncated
        case .checksumMismatch: .checksumMismatch
        case .refusedAddress: .refusedAddress
        case .notAnImage: .notAnImage
        case .disk: .disk
        case .redirect: .redirect
        case .unsupported: .unsupported
        case .expired: .expired
        case .badAnswer: .badAnswer
        case .pathTaken: .pathTaken
        case .stopped: .stopped
        }
    }

    /// For bytes that were fetched, and then refused like an ingested file.
    package init(ofRefused kind: FailureKind) {
        switch kind {
        case .notAPicture: self = .wrongContent
        case .truncated, .corrupt, .unsupported: self = .notAnImage
        case .overLimit: self = .tooLarge
        case .badName: self = .pathTaken
        // All other errors mean that the file could not be read.
        default: self = .disk
        }
    }
}

extension PictureError: RemediedError {
    package var remedy: Remedy? {
        guard case .overLimit(_, _, let limit) = self else { return nil }
        return switch limit {
        case .pixels: .raise(.pixels)
        case .side: .raise(.side)
        case .pixelBytes: .raise(.pixelBytes)
        case .animationPixels: .raise(.animationPixels)
        case .scans: .raise(.scans)
        }
    }
}

extension RunFailure {
    package init(number: Int, _ failure: Failure, _ words: RemedyWords) {
        self.init(
            number: number, file: failure.file, kind: .known(failure.kind),
            reason: failure.sentence(words))
    }
}

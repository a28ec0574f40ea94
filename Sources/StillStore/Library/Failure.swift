import Catalog
import ContentStore
import Foundation
import Imaging
import Retrieval
package import Values

/// Something that was asked for one file and not done: which file, and why.
package struct Failure: Sendable, Equatable {
    package let file: String
    package let kind: FailureKind
    package let reason: String

    package init(file: String, kind: FailureKind, reason: String) {
        self.file = file
        self.kind = kind
        self.reason = reason
    }
}

extension Failure {
    /// The bytes were in the store when the file was looked at, and `gc` took them before they had
    /// a new owner.
    static func collected(_ file: String) -> Failure {
        Failure(
            file: file, kind: .collected,
            reason: "the store let go of its bytes while it was being added: run again")
    }
}

/// One sentence for people about any error that the library throws.
package func describe(_ error: any Error) -> String {
    switch error {
    case let error as DiskError: error.message
    case let error as StoreError: error.message
    case let error as CatalogError: error.message
    case let error as ConfigurationError: error.message
    case let error as NameError: error.reason
    case let error as PictureError: error.reason
    case let error as RequestError: error.message
    case let error as RetrievalError: error.reason
    case let error as LostOriginal: error.reason
    case let error where isFoundations(error): foundationWords(error)
    case let error as any CustomStringConvertible: error.description
    default: "\(error)"
    }
}

private func foundationWords(_ error: any Error) -> String {
    let place = (error as NSError).userInfo[NSFilePathErrorKey] as? String
    return (place ?? "something that the system was asked for failed") + ": " + systemWords(error)
}

/// A request that cannot be met, in one sentence with the next step.
package enum RequestError: Error, Equatable {
    /// It contradicts itself or asks for what does not exist as a choice.
    case usage(String)
    /// It names something that is not there.
    case notFound(String)
    /// It was understood and could not be done.
    case failed(String)

    package var message: String {
        switch self {
        case .usage(let message), .notFound(let message), .failed(let message): message
        }
    }
}

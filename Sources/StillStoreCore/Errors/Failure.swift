import Catalog
import ContentStore
import Domain
import Foundation
import Imaging
import Retrieval
package import Values

/// Something that was asked for one file and not done: which file, and why.
package struct Failure: Sendable, Equatable {
    package let file: String
    package let kind: FailureKind
    /// What happened, in one sentence; `remedy` says what a program can add to it.
    package let reason: String
    package let remedy: Remedy?

    package init(file: String, kind: FailureKind, reason: String, remedy: Remedy? = nil) {
        self.file = file
        self.kind = kind
        self.reason = reason
        self.remedy = remedy
    }

    package init(file: String, kind: FailureKind, _ error: any Error) {
        self.init(
            file: file, kind: kind, reason: describe(error), remedy: Values.remedy(of: error))
    }
}

extension Failure {
    /// Why, and what to do next.
    package func sentence(_ words: RemedyWords) -> String { withRemedy(reason, remedy, words) }

    /// The bytes were in the store when the file was classified, and `gc` collected them before
    /// they belonged to a new asset.
    package static func collected(_ file: String) -> Failure {
        Failure(
            file: file, kind: .collected,
            reason: "the store let go of its bytes while it was being added: run again")
    }
}

/// What happened, in one sentence, for any error that the library throws; `remedy(of:)` is what a
/// program can add to it.
package func describe(_ error: any Error) -> String {
    switch error {
    case let error as DiskError: error.message
    case let error as StoreError: error.message
    case let error as CatalogError: error.message
    case let error as DomainError: error.message
    case let error as SearchError: error.message
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

/// The same with its remedy: what is shown, and what the catalogue keeps.
package func describe(_ error: any Error, _ words: RemedyWords) -> String {
    withRemedy(describe(error), remedy(of: error), words)
}

package func withRemedy(_ reason: String, _ remedy: Remedy?, _ words: RemedyWords) -> String {
    reason + (remedy.map(words) ?? "")
}

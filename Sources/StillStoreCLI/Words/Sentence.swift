import Domain
import StillStoreCore
import Values

/// What happened and what to do next, in one sentence.
func sentence(_ error: any Error) -> String {
    if let error = error as? UsageError { return error.message }
    if let error = error as? DomainError { return DomainWords.sentence(error) }
    return describe(error, RemedyWords.words)
}

extension Failure {
    /// The reason and what to do next, without the file, which is printed beside it.
    var sentence: String { sentence(RemedyWords.words) }
}

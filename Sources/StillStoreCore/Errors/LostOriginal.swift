package import Values

/// A blob whose object is not what the catalogue says.
package enum LostOriginal: RemediedError, Equatable {
    case missing(FilePath)
    case damaged(FilePath)

    package var kind: FailureKind {
        switch self {
        case .missing: .missing
        case .damaged: .damaged
        }
    }

    package var remedy: Remedy? { .findOtherCopy }

    package var reason: String {
        switch self {
        case .missing(let path):
            "its object \(path.text) is missing"
        case .damaged(let path):
            "its object \(path.text) is damaged, its bytes have another digest"
        }
    }
}

package import StillStoreCore
import StillStoreRuns
package import Values

/// Something was not done, in a run whose other events have shapes of their own.
package struct FailedJSON: WireJSON {
    package let event: EventName
    package let file, kind, reason: String

    /// - Parameter words: how the program says what can be done about it.
    package init(_ failure: Failure, _ words: RemedyWords) {
        event = .failed
        file = failure.file
        kind = failure.kind.rawValue
        reason = failure.sentence(words)
    }
}

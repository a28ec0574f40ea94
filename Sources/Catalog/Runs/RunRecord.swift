package import Values

/// One invocation of a batch verb.
package struct RunRecord: Sendable, Equatable {
    package let id, verb: String
    /// A JSON array, as typed.
    package let arguments: String
    package let status: RunStatus
    package let counts: RunCounts
    package let error: String?
    package let startedAt: Int64
    package let finishedAt: Int64?

    package init(
        id: String, verb: String, arguments: String, status: RunStatus, counts: RunCounts,
        error: String?, startedAt: Int64, finishedAt: Int64?
    ) {
        self.id = id
        self.verb = verb
        self.arguments = arguments
        self.status = status
        self.counts = counts
        self.error = error
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

package enum RunStatus: String, Sendable, CaseIterable {
    case running, completed, interrupted, failed
}

package struct RunCounts: Sendable, Equatable {
    package var found = 0
    /// Assets that are new with bytes that are new, and with bytes that were there already.
    package var stored = 0, duplicates = 0
    package var unchanged = 0
    package var skipped = 0, failed = 0
    /// Of the files that were read.
    package var bytes = 0

    package init() {}
}

package struct RunFailure: Sendable, Equatable {
    package let number: Int
    package let file: String
    package let kind: RecordedKind
    package let reason: String

    package init(number: Int, file: String, kind: RecordedKind, reason: String) {
        self.number = number
        self.file = file
        self.kind = kind
        self.reason = reason
    }
}

import StillStoreCore
package import Values

/// One thing that a repair does, or would do.
package struct RepairStep: Sendable, Equatable {
    package enum Action: String, Sendable, CaseIterable {
        /// What is damaged or foreign goes to `quarantine/`, with a note.
        case quarantine
        /// A lost object's bytes come back from somewhere.
        case restore
        /// Nothing has the bytes of a lost object: the catalogue says so.
        case giveUp = "give-up"
        /// An object gets the row that it lacks.
        case addRow = "add-row"
        /// A row is made to say what is there.
        case correctRow = "correct-row"
        /// A link is made from its row.
        case link
        /// A rendition is made again.
        case render
        /// The row of a rendition goes whose recipe does not exist any more.
        case dropRow = "drop-row"
        /// A file that can be made again goes to `trash/`.
        case trash
        /// What a dead process left in staging goes.
        case sweep
    }

    package let action: Action
    package let kind: DefectKind
    /// Below the store's directory.
    package let path: String
    package var digest: Digest?
    /// Where bytes come from.
    package var from: String?
    package let reason: String

    init(_ action: Action, _ kind: DefectKind, _ path: String, _ reason: String) {
        self.action = action
        self.kind = kind
        self.path = path
        self.reason = reason
    }

    init(_ action: Action, _ defect: Defect) {
        self.init(action, defect.kind, defect.path, defect.reason)
        digest = defect.digest
    }
}

package enum RepairOutcome: Sendable, Equatable {
    case planned, done
    case failed(String)
}

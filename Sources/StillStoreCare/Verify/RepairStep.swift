import StillStoreCore
package import Values

/// One thing that a repair does, or would do.
package struct RepairStep: Sendable, Equatable {
    package enum Action: String, Sendable, CaseIterable {
        /// A damaged or foreign file is moved to `quarantine/`, with a note.
        case quarantine
        /// The bytes of a lost object are restored.
        case restore
        /// The bytes of a lost object were found nowhere; its row says that it is missing.
        case giveUp = "give-up"
        /// A row is added for an object.
        case addRow = "add-row"
        /// A row is corrected.
        case correctRow = "correct-row"
        /// A link is made from its row.
        case link
        /// A rendition is made again.
        case render
        /// The row of a rendition is removed whose recipe no longer exists.
        case dropRow = "drop-row"
        /// A file that can be made again is moved to `trash/`.
        case trash
        /// Leftovers of a dead process are removed from staging.
        case sweep
    }

    package let action: Action
    package let kind: DefectKind
    /// Below the store's directory.
    package let path: String
    package var digest: Digest?
    /// Where the bytes come from.
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

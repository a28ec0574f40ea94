/// What an event says, in one word: every value that the field `event` can have.
package enum EventName: String, Codable, Sendable, CaseIterable {
    // Of a run.
    case started, summary, phase

    // Of an item that was worked on.
    case stored, duplicate, unchanged, failed, skipped, waiting
    case left, kept
    case made, pruned
    case archived
    case deleted, undeleted
    case collected, removed
    case copied, written
    case pending
    case replaced, moved

    // Of a dry run.
    case wouldFetch = "would-fetch"
    case wouldCheck = "would-check"
    case wouldDelete = "would-delete"
    case wouldCollect = "would-collect"
    case wouldRemove = "would-remove"
    case wouldArchive = "would-archive"

    // Of a verification, a repair or a rebuild.
    case defect, planned, done, remaining
    case unclaimed
    case configuration
}

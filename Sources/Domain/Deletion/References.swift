import Catalog

/// A column that names a row of another table, and what becomes of its row when that one goes.
struct Reference: Sendable {
    enum OnDelete: Sendable {
        /// Stays as it is: it is hidden by its parent, or its meaning outlives the other row.
        case stays
        /// Is deleted and restored with it.
        case goesAlong
        /// Names nothing until the other one is restored.
        case detaches
        /// Goes along with a session that is an ad or a refinement; is detached from one of images.
        case followsWorkflow
    }

    enum OnPurge: Sendable { case isRemoved, isCleared }

    let from: Entity
    let column: String
    let to: Entity
    let onDelete: OnDelete
    let onPurge: OnPurge

    init(
        _ from: Entity, _ column: String, _ to: Entity, _ onDelete: OnDelete, _ onPurge: OnPurge
    ) {
        (self.from, self.column, self.to) = (from, column, to)
        (self.onDelete, self.onPurge) = (onDelete, onPurge)
    }
}

/// What goes along and what is detached, as one table.
enum References {
    static let all: [Reference] = [
        // A user takes everything along.
        Reference(.accessTokens, "user_id", .users, .stays, .isRemoved),
        Reference(.credentials, "user_id", .users, .stays, .isRemoved),
        Reference(.toolSettings, "user_id", .users, .stays, .isRemoved),
        Reference(.idempotency, "user_id", .users, .stays, .isRemoved),
        Reference(.projects, "user_id", .users, .goesAlong, .isRemoved),

        // A project takes what is in it.
        Reference(.shots, "project_id", .projects, .goesAlong, .isRemoved),
        Reference(.toolSettings, "target_id", .projects, .stays, .isRemoved),
        Reference(.toolSettings, "target_id", .shots, .stays, .isRemoved),
    ]

    private static let byTarget = Dictionary(grouping: all, by: \.to)

    static func to(_ entity: Entity) -> [Reference] { byTarget[entity] ?? [] }
}

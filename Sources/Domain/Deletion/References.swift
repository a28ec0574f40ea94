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

    enum OnPurge: Sendable {
        case isRemoved, isCleared
        /// And with it the row that it names, emptied of what it said.
        case isKept
    }

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
        Reference(.captions, "user_id", .users, .stays, .isRemoved),
        Reference(.costs, "user_id", .users, .stays, .isRemoved),
        Reference(.workers, "user_id", .users, .stays, .isRemoved),
        Reference(.generations, "user_id", .users, .goesAlong, .isRemoved),
        Reference(.jobs, "user_id", .users, .goesAlong, .isRemoved),
        Reference(.sessions, "user_id", .users, .goesAlong, .isRemoved),
        Reference(.projects, "user_id", .users, .goesAlong, .isRemoved),
        Reference(.albums, "user_id", .users, .goesAlong, .isRemoved),
        Reference(.links, "user_id", .users, .stays, .isRemoved),
        Reference(.tags, "user_id", .users, .stays, .isRemoved),
        Reference(.assetMarks, "user_id", .users, .stays, .isRemoved),
        Reference(.models, "user_id", .users, .stays, .isRemoved),
        Reference(.templates, "user_id", .users, .goesAlong, .isRemoved),
        Reference(.documents, "user_id", .users, .goesAlong, .isRemoved),
        Reference(.trainingBatches, "user_id", .users, .goesAlong, .isRemoved),
        Reference(.buckets, "user_id", .users, .stays, .isCleared),
        Reference(.connections, "user_id", .users, .stays, .isRemoved),
        // The ledger outlives its user, whose row stays for it.
        Reference(.ledger, "user_id", .users, .stays, .isKept),

        // A project takes what is in it.
        Reference(.toolSettings, "target_id", .projects, .stays, .isRemoved),
        Reference(.generations, "project_id", .projects, .goesAlong, .isRemoved),
        Reference(.jobs, "project_id", .projects, .goesAlong, .isRemoved),
        Reference(.sessions, "project_id", .projects, .goesAlong, .isRemoved),
        Reference(.shots, "project_id", .projects, .goesAlong, .isRemoved),
        Reference(.costs, "project_id", .projects, .stays, .isCleared),

        Reference(.documents, "project_id", .projects, .goesAlong, .isRemoved),

        // A shot takes its entries; their generations stay.
        Reference(.toolSettings, "target_id", .shots, .stays, .isRemoved),
        Reference(.entries, "shot_id", .shots, .stays, .isRemoved),
        // A part of a film is freed when the entry that it belongs to goes.
        Reference(.generations, "slot_entry_id", .entries, .detaches, .isCleared),

        // Of images nothing goes with the session; of an ad and a refinement all.
        Reference(.briefs, "session_id", .sessions, .stays, .isRemoved),
        Reference(.generations, "session_id", .sessions, .followsWorkflow, .isCleared),
        Reference(.jobs, "session_id", .sessions, .followsWorkflow, .isCleared),
        Reference(.costs, "session_id", .sessions, .stays, .isCleared),

        Reference(.connections, "session_id", .sessions, .stays, .isCleared),

        // A job takes its links; what it made stays.
        Reference(.jobReferences, "job_id", .jobs, .stays, .isRemoved),
        Reference(.jobDependencies, "job_id", .jobs, .stays, .isRemoved),
        Reference(.jobDependencies, "depends_on_id", .jobs, .stays, .isRemoved),
        Reference(.jobs, "parent_id", .jobs, .detaches, .isCleared),
        Reference(.jobs, "version_of", .jobs, .detaches, .isCleared),
        Reference(.generations, "job_id", .jobs, .detaches, .isCleared),
        Reference(.variants, "source_job_id", .jobs, .detaches, .isCleared),
        Reference(.costs, "job_id", .jobs, .stays, .isCleared),

        // A generation takes its parts, variants and entries.
        Reference(.variants, "generation_id", .generations, .stays, .isRemoved),
        Reference(.entries, "generation_id", .generations, .stays, .isRemoved),
        Reference(.generations, "parent_id", .generations, .goesAlong, .isRemoved),
        Reference(.generations, "based_on", .generations, .detaches, .isCleared),
        Reference(.costs, "generation_id", .generations, .stays, .isCleared),
        Reference(.variants, "source_variant_id", .variants, .detaches, .isCleared),

        Reference(.albumAssets, "album_id", .albums, .stays, .isRemoved),
        Reference(.links, "target_id", .albums, .stays, .isRemoved),
        Reference(.links, "target_id", .generations, .stays, .isRemoved),
        Reference(.links, "target_id", .shots, .stays, .isRemoved),
        Reference(.assetTags, "tag_id", .tags, .stays, .isRemoved),
        Reference(.checkpoints, "document_id", .documents, .stays, .isRemoved),
        Reference(.trainingItems, "batch_id", .trainingBatches, .stays, .isRemoved),
        Reference(.trainingSegments, "item_id", .trainingItems, .stays, .isRemoved),
    ]

    private static let byTarget = Dictionary(grouping: all, by: \.to)

    static func to(_ entity: Entity) -> [Reference] { byTarget[entity] ?? [] }
}

/// The kinds of rows that the domain has; the name of each is that of its table.
package enum Entity: String, Sendable, CaseIterable, Hashable {
    case users, accessTokens = "access_tokens", credentials, toolSettings = "tool_settings"
    case idempotency
    case projects, shots, entries = "shot_entries"
    case sessions, briefs = "session_briefs", taskTypes = "task_types", workers, jobs
    case jobReferences = "job_references", jobDependencies = "job_dependencies"
    case generations, variants, captions
    case costs, ledger = "credits_ledger"
    case albums, albumAssets = "album_assets", links = "shared_links", tags
    case assetTags = "asset_tags", assetMarks = "asset_marks", models
    case templates = "prompt_templates", settings, documents
    case checkpoints = "document_checkpoints"
    case trainingBatches = "training_batches", trainingItems = "training_items"
    case trainingSegments = "training_segments", buckets
    case connections, detachments
    /// A row of the pipeline, which the domain refers to by its id.
    case assets

    /// What one of them is called in a sentence.
    package var noun: String {
        switch self {
        case .users: "user"
        case .accessTokens: "access token"
        case .credentials: "credential"
        case .toolSettings: "tool's settings"
        case .idempotency: "idempotency key"
        case .projects: "project"
        case .shots: "shot"
        case .entries: "entry of a shot"
        case .sessions: "session"
        case .briefs: "brief"
        case .taskTypes: "task type"
        case .workers: "worker"
        case .jobs: "job"
        case .jobReferences: "reference of a job"
        case .jobDependencies: "dependency of a job"
        case .generations: "generation"
        case .variants: "variant"
        case .captions: "caption"
        case .costs: "cost"
        case .ledger: "row of the credits ledger"
        case .albums: "album"
        case .albumAssets: "picture of an album"
        case .links: "shared link"
        case .tags: "tag"
        case .assetTags: "tagged asset"
        case .assetMarks: "rating"
        case .models: "model"
        case .templates: "prompt template"
        case .settings: "settings"
        case .documents: "document"
        case .checkpoints: "checkpoint of a document"
        case .trainingBatches: "training batch"
        case .trainingItems: "training item"
        case .trainingSegments: "training segment"
        case .buckets: "bucket"
        case .connections: "connection"
        case .detachments: "detached reference"
        case .assets: "asset"
        }
    }
}

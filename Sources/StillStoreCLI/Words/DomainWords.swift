import Domain

/// What to do next about an error of the domain, as this program is used. Each follows the sentence
/// on what happened, with what parts the two.
enum DomainWords {
    static func sentence(_ error: DomainError) -> String { error.message + next(error) }

    private static func next(_ error: DomainError) -> String {
        switch error {
        case .notFound(let entity, _): list(entity).map { ": 'stillstore \($0)' shows yours" } ?? ""
        case .adminsOnly: ": leave out --as, or name an admin"
        case .taken: ": choose another, or use the one that there is"
        case .cycle: ": choose one that does not lead back to it"
        case .invalid(let field, let reason): form(field, reason).map { ": " + $0 } ?? ""
        case .overdraft: ": an admin adds some with 'stillstore credits grant'"
        case .staleVersion(let entity, let id, _):
            ": read it again with 'stillstore \(entity.rawValue) show \(id)', and name its version"
        case .keyReused: ": choose a new one"
        case .leaseLost: ": 'stillstore jobs claim' gives the worker another job"
        case .primaryCannotBeUnmarked: ": 'stillstore variants primary ID' does that"
        case .badCursor: ": use what the page before says behind 'more:'"
        case .linkNotValid: ": ask whoever sent it for another"
        case .wrongState, .notEditable, .ruleBroken, .signInFailed: ""
        }
    }

    /// The command that lists what there is of a kind; nil where there is none of its own.
    private static func list(_ entity: Entity) -> String? {
        switch entity {
        case .users, .projects, .sessions, .workers, .jobs, .generations, .captions, .costs,
            .albums, .tags, .models, .documents, .credentials, .buckets:
            "\(entity.rawValue) list"
        case .accessTokens: "tokens list"
        case .taskTypes: "task-types list"
        case .ledger: "credits list"
        case .links: "links list"
        case .templates: "templates list"
        case .trainingBatches: "training list"
        case .assets: "list"
        case .shots: "shots list --project ID"
        case .entries: "shots entries SHOT"
        case .variants: "variants list GENERATION"
        case .albumAssets: "albums contents ALBUM"
        case .trainingItems: "training items BATCH"
        case .trainingSegments: "training segments ITEM"
        case .toolSettings, .idempotency, .briefs, .jobReferences, .jobDependencies, .assetTags,
            .assetMarks, .settings, .checkpoints, .detachments:
            nil
        case .connections: "connections list --session ID"
        }
    }

    /// How a field is written, where the sentence does not say it.
    private static func form(_ field: Field, _ reason: DomainError.InvalidReason) -> String? {
        guard reason == .malformed else { return nil }
        return switch field {
        case .color: "it is written #rrggbb"
        case .seed: "it is a number from 0 to 18446744073709551615"
        case .email: "it is written name@host"
        case .id: "it is 1 to 64 letters, digits and -_."
        case .currency: "it is three capital letters, such as USD"
        case .json: "it is a JSON object; @FILE reads it from a file"
        case .factors: "they are decimals, as in {\"resolution\": {\"1024x1024\": \"1.5\"}}"
        default: nil
        }
    }
}

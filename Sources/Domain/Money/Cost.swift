/// What a call to somebody's service cost.
package struct Cost: DomainRecord {
    package enum Category: String, ClosedSet {
        case llm, composition, storage, other
        case imageGeneration = "image_generation"
        case videoGeneration = "video_generation"
        case audioGeneration = "audio_generation"
    }

    package var id = ""
    package var userID = ""
    package var projectID: String?
    package var sessionID: String?
    package var jobID: String?
    package var generationID: String?
    package var category = Category.other
    package var provider = ""
    package var model: String?
    /// In 1/1,000,000 of the currency.
    package var amount: Int64 = 0
    package var currency = "USD"
    package var callID: String?
    package var tokens: Int64?
    package var processedMilliseconds: Int64?
    package var latencyMilliseconds: Int64?
    package var isSuccess = true
    package var error: String?
    package var metadata = JSONText.emptyObject
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Cost>(
        .costs, owner: "user_id", project: "project_id", session: "session_id"
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("project_id", \.projectID)
        $0.column("session_id", \.sessionID)
        $0.column("job_id", \.jobID)
        $0.column("generation_id", \.generationID)
        $0.column("category", \.category, .editable)
        $0.column("provider", \.provider, .editable)
        $0.column("model", \.model, .editable)
        $0.column("amount", \.amount, .editable)
        $0.column("currency", \.currency, .editable)
        $0.column("call_id", \.callID, .editable)
        $0.column("tokens", \.tokens, .editable)
        $0.column("processed_ms", \.processedMilliseconds, .editable)
        $0.column("latency_ms", \.latencyMilliseconds, .editable)
        $0.column("is_success", \.isSuccess, .editable)
        $0.column("error", \.error, .editable)
        $0.column("metadata", \.metadata, .editable)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }

    func check() throws(DomainError) {
        if provider.isEmpty { throw .invalid(.name, .empty) }
        if amount < 0 { throw .invalid(.amount, .outside(0, .max)) }
        if currency.wholeMatch(of: /[A-Z]{3}/) == nil { throw .invalid(.currency, .malformed) }
    }
}

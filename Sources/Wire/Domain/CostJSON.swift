package import Domain

/// What a call to somebody's service cost.
package struct CostJSON: WireJSON {
    package let id, user_id: String
    package let project_id, session_id, job_id, generation_id: String?
    package let category, provider: String
    package let model: String?
    package let amount: Int64
    package let currency: String
    package let call_id: String?
    package let tokens, processed_ms, latency_ms: Int64?
    package let is_success: Bool
    package let error: String?
    package let metadata: RawJSON
    package let created_at, updated_at: Timestamp

    package init(_ cost: Cost) {
        id = cost.id
        user_id = cost.userID
        project_id = cost.projectID
        session_id = cost.sessionID
        job_id = cost.jobID
        generation_id = cost.generationID
        category = cost.category.rawValue
        provider = cost.provider
        model = cost.model
        amount = cost.amount
        currency = cost.currency
        call_id = cost.callID
        tokens = cost.tokens
        processed_ms = cost.processedMilliseconds
        latency_ms = cost.latencyMilliseconds
        is_success = cost.isSuccess
        error = cost.error
        metadata = RawJSON(text: cost.metadata.text)
        created_at = Timestamp(cost.createdAt)
        updated_at = Timestamp(cost.updatedAt)
    }
}

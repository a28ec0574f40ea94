package import Domain

/// What is known of one kind of work.
package struct TaskTypeJSON: WireJSON {
    package let name, category, run_place: String
    package let is_steering: Bool
    package let tool_type, content_type: String?
    package let outcome: String
    package let variant_type: String?
    package let charging, billing: String
    package let price: Int64
    package let factors: RawJSON
    package let upper_limit: Int64?
    package let charges_steering: Bool
    package let lease_seconds, run_seconds, max_attempts: Int
    package let is_active, is_visible: Bool
    package let display_name, description: String?
    package let created_at, updated_at: Timestamp

    package init(_ type: TaskType) {
        name = type.name
        category = type.category
        run_place = type.runPlace.rawValue
        is_steering = type.isSteering
        tool_type = type.toolType
        content_type = type.contentType
        outcome = type.outcome.rawValue
        variant_type = type.variantType
        charging = type.charging.rawValue
        billing = type.billing.rawValue
        price = type.price
        factors = RawJSON(text: type.factors.text)
        upper_limit = type.upperLimit
        charges_steering = type.chargesSteering
        lease_seconds = type.leaseSeconds
        run_seconds = type.runSeconds
        max_attempts = type.maxAttempts
        is_active = type.isActive
        is_visible = type.isVisible
        display_name = type.displayName
        description = type.description
        created_at = Timestamp(type.createdAt)
        updated_at = Timestamp(type.updatedAt)
    }
}

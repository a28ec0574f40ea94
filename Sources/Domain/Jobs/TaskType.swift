/// What is known of one kind of work.
package struct TaskType: DomainRecord {
    package enum Charging: String, ClosedSet { case after, reserve, none }
    package enum Billing: String, ClosedSet {
        case perSecond = "per_second"
        case perUnit = "per_unit"
    }

    package var name = ""
    package var category = "generation"
    package var runPlace = RunPlace.gpu
    /// Makes and watches other jobs, and is not counted among those that run.
    package var isSteering = false
    package var toolType: String?
    package var contentType: String?
    package var outcome = Outcome.generation
    package var variantType: String?
    package var charging = Charging.none
    package var billing = Billing.perSecond
    /// In 1/1,000,000,000 credit.
    package var price: Int64 = 0
    package var factors = JSONText.emptyObject
    /// In 1/1,000,000 credit.
    package var upperLimit: Int64?
    /// Whether its steering job pays for it.
    package var chargesSteering = false
    package var leaseSeconds = 60
    package var runSeconds = 86_400
    package var maxAttempts = 3
    package var isActive = true
    package var isVisible = true
    package var displayName: String?
    package var description: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<TaskType>(
        .taskTypes, key: ["name"], audience: { _ in .everyone }
    ) {
        $0.column("name", \.name)
        $0.column("category", \.category, .editable)
        $0.column("run_place", \.runPlace, .editable)
        $0.column("is_steering", \.isSteering, .editable)
        $0.column("tool_type", \.toolType, .editable)
        $0.column("content_type", \.contentType, .editable)
        $0.column("outcome", \.outcome, .editable)
        $0.column("variant_type", \.variantType, .editable)
        $0.column("charging", \.charging, .editable)
        $0.column("billing", \.billing, .editable)
        $0.column("price", \.price, .editable)
        $0.column("factors", \.factors, .editable)
        $0.column("upper_limit", \.upperLimit, .editable)
        $0.column("charges_steering", \.chargesSteering, .editable)
        $0.column("lease_seconds", \.leaseSeconds, .editable)
        $0.column("run_seconds", \.runSeconds, .editable)
        $0.column("max_attempts", \.maxAttempts, .editable)
        $0.column("is_active", \.isActive, .editable)
        $0.column("is_visible", \.isVisible, .editable)
        $0.column("display_name", \.displayName, .editable)
        $0.column("description", \.description, .editable)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

package enum RunPlace: String, ClosedSet { case gpu, api }

/// What a finished job becomes.
package enum Outcome: String, ClosedSet {
    case none, generation, variant, child
    case primaryVariant = "primary_variant"
    case parentVariant = "parent_variant"
}

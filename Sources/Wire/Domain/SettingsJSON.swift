package import Domain

/// Defaults of the store or of a user.
package struct SettingsJSON: WireJSON {
    package let owner_id: String
    package let steps: Int
    package let guidance: Double
    package let scheduler: String
    package let batch_size: Int
    package let aspect_ratios: RawJSON
    package let backend_mode, local_url: String
    package let remote_url, pod_type: String?
    package let idle_minutes: Int?
    package let rented_since: Timestamp?
    package let rented_cost_now, rented_cost_total: Int64
    package let other: RawJSON
    package let updated_at: Timestamp

    package init(_ settings: Settings) {
        owner_id = settings.ownerID
        steps = settings.steps
        guidance = settings.guidance
        scheduler = settings.scheduler
        batch_size = settings.batchSize
        aspect_ratios = RawJSON(text: settings.aspectRatios.text)
        backend_mode = settings.backendMode.rawValue
        local_url = settings.localURL
        remote_url = settings.remoteURL
        pod_type = settings.podType
        idle_minutes = settings.idleMinutes
        rented_since = settings.rentedSince.map(Timestamp.init(_:))
        rented_cost_now = settings.rentedCostNow
        rented_cost_total = settings.rentedCostTotal
        other = RawJSON(text: settings.other.text)
        updated_at = Timestamp(settings.updatedAt)
    }
}

/// What a tool is set to, at one level.
package struct ToolSettingJSON: WireJSON {
    package let id, user_id, tool, level, target_id: String
    package let settings: RawJSON
    package let created_at, updated_at: Timestamp

    package init(_ setting: ToolSetting) {
        id = setting.id
        user_id = setting.userID
        tool = setting.tool
        level = setting.level.rawValue
        target_id = setting.targetID
        settings = RawJSON(text: setting.settings.text)
        created_at = Timestamp(setting.createdAt)
        updated_at = Timestamp(setting.updatedAt)
    }
}

/// What holds for a tool, of all levels.
package struct EffectiveSettingsJSON: WireJSON {
    package let tool: String
    package let settings: RawJSON

    package init(tool: String, settings: JSONText) {
        self.tool = tool
        self.settings = RawJSON(text: settings.text)
    }
}

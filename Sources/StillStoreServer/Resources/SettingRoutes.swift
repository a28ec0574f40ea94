import Domain
import HTTPTypes
import Wire

extension Routes {
    /// Settings, credentials, rules of buckets.
    mutating func addSettings() {
        get("/api/v1/settings", "getSettings", "Your settings") { (_: Nothing, reader) in
            SettingsJSON(try reader.settings.get())
        }
        act(.patch, "/api/v1/settings", "editSettings", "Change your settings") {
            (_: Nothing, body: SettingValues, transaction) in
            SettingsJSON(try transaction.settings.edit(body.replace))
        }
        get("/api/v1/settings/tools/{tool}", "getToolSettings", "How a tool is set, inherited too")
        {
            (query: ToolQuery, reader) in
            EffectiveSettingsJSON(
                tool: query.tool,
                settings: try reader.toolSettings.effective(query.tool, at: query.target))
        }
        act(
            .put, "/api/v1/settings/tools/{tool}", "setToolSettings",
            "Set a tool for you, a project or a shot"
        ) { (query: ToolQuery, body: ToolValues, transaction) in
            ToolSettingJSON(
                try transaction.toolSettings.set(
                    query.tool, JSONText(body.settings.line), at: query.target))
        }
        delete("/api/v1/settings/tools/{tool}", "removeToolSettings", "Inherit them again") {
            (query: ToolQuery, transaction) in
            try transaction.toolSettings.remove(query.tool, at: query.target)
        }
        items("/api/v1/credentials", "listCredentials", "Names of secrets for other services") {
            (_: Nothing, reader) in try reader.credentials.list().map(CredentialJSON.init)
        }
        act(
            .put, "/api/v1/credentials/{name}", "setCredential",
            "Keep a secret for another service; it is never shown again"
        ) { (query: ByName, body: NewCredential, transaction) in
            CredentialJSON(
                try transaction.credentials.set(
                    query.name, Array(body.secret.utf8), expiresAt: body.expires_at?.milliseconds))
        }
        delete("/api/v1/credentials/{name}", "removeCredential", "Forget a secret") {
            (query: ByName, transaction) in try transaction.credentials.remove(query.name)
        }
        items("/api/v1/buckets", "listBuckets", "Who may read which buckets") {
            (_: Nothing, reader) in try reader.buckets.list().map(BucketRuleJSON.init)
        }
        act(
            .put, "/api/v1/buckets/{name}", "setBucket", "Say who may read a bucket",
            access: .admin
        ) { (query: ByName, body: BucketValues, transaction) in
            BucketRuleJSON(
                try transaction.buckets.set(query.name, body.access, owner: body.owner))
        }
    }
}

private struct ByName: Decodable, Sendable { let name: String }

private struct ToolQuery: Decodable, Sendable {
    let tool: String
    var project, shot: String?

    var target: ToolSettingTarget {
        shot.map { .shot($0) } ?? project.map { .project($0) } ?? .user
    }
}

private struct ToolValues: Decodable, Sendable { let settings: JSONValue }

private struct NewCredential: Decodable, Sendable {
    let secret: String
    var expires_at: RequestTime?
}

private struct BucketValues: Decodable, Sendable {
    let access: BucketRule.Access
    var owner: String?
}

private struct SettingValues: Decodable, Sendable {
    var steps, batch_size: Int?
    var idle_minutes: Clearable<Int>
    var guidance: Double?
    var scheduler, local_url: String?
    var aspect_ratios, other: JSONValue?
    var backend_mode: Settings.Mode?
    var remote_url, pod_type: Clearable<String>

    func replace(_ settings: inout Settings) throws {
        steps.replace(&settings.steps)
        guidance.replace(&settings.guidance)
        scheduler.replace(&settings.scheduler)
        batch_size.replace(&settings.batchSize)
        try aspect_ratios.replace(&settings.aspectRatios)
        backend_mode.replace(&settings.backendMode)
        local_url.replace(&settings.localURL)
        remote_url.replace(&settings.remoteURL)
        pod_type.replace(&settings.podType)
        idle_minutes.replace(&settings.idleMinutes)
        try other.replace(&settings.other)
    }
}

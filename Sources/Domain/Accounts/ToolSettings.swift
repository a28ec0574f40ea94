/// What a tool is set to, at one level.
package struct ToolSetting: DomainRecord {
    /// From the least specific on.
    package enum Level: String, ClosedSet { case user, project, shot }

    package var id = ""
    package var userID = ""
    package var tool = ""
    package var level = Level.user
    package var targetID = ""
    package var settings = JSONText.emptyObject
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<ToolSetting>(.toolSettings, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("tool", \.tool)
        $0.column("level", \.level)
        $0.column("target_id", \.targetID)
        $0.column("settings", \.settings)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

package enum ToolSettingTarget: Sendable, Hashable {
    case user, project(String), shot(String)
}

package struct ToolSettings<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var toolSettings: ToolSettings<Self> { ToolSettings(access: self) }
}

extension ToolSettings {
    /// What was set at one level; nil where nothing was.
    package func get(_ tool: String, at target: ToolSettingTarget) throws -> ToolSetting? {
        let place = try place(target)
        return try access.record(
            ToolSetting.self, "WHERE user_id = ? AND target_id = ? AND tool = ?",
            [place.owner, place.id, tool])
    }

    /// What holds for a shot, a project or the user: of settings with one name the most specific wins,
    /// inside objects too.
    package func effective(_ tool: String, at target: ToolSettingTarget) throws -> JSONText {
        var merged: [String: Any] = [:]
        for level in try levels(target) {
            guard let settings = try get(tool, at: level)?.settings.object else { continue }
            merged = Self.merge(merged, settings)
        }
        return JSONText(merged)
    }

    private static func merge(_ base: [String: Any], _ over: [String: Any]) -> [String: Any] {
        base.merging(over) { old, new in
            guard let old = old as? [String: Any], let new = new as? [String: Any] else {
                return new
            }
            return merge(old, new)
        }
    }

    private func levels(_ target: ToolSettingTarget) throws -> [ToolSettingTarget] {
        switch target {
        case .user: return [.user]
        case .project: return [.user, target]
        case .shot(let id):
            return [.user, .project(try access.get(Shot.self, id).projectID), target]
        }
    }

    private func place(
        _ target: ToolSettingTarget
    ) throws -> (level: ToolSetting.Level, id: String, owner: String) {
        switch target {
        case .user: return (.user, access.viewer.userID, access.viewer.userID)
        case .project(let id):
            let project = try access.get(Project.self, id)
            return (.project, project.id, project.userID)
        case .shot(let id):
            let shot = try access.get(Shot.self, id)
            return (.shot, shot.id, try access.get(Project.self, shot.projectID).userID)
        }
    }
}

extension ToolSettings where Access == DomainTransaction {
    /// Replaces what one tool is set to at one level; others are not touched.
    @discardableResult
    package func set(
        _ tool: String, _ settings: JSONText, at target: ToolSettingTarget
    ) throws -> ToolSetting {
        guard !tool.isEmpty else { throw DomainError.invalid(.tool, .empty) }
        guard settings.object != nil else { throw DomainError.invalid(.json, .malformed) }
        if let known = try get(tool, at: target) {
            return try access.update(known) { $0.settings = settings }
        }
        let place = try place(target)
        var setting = ToolSetting()
        setting.id = access.makeID()
        setting.userID = place.owner
        setting.tool = tool
        setting.level = place.level
        setting.targetID = place.id
        setting.settings = settings
        setting.createdAt = access.now
        setting.updatedAt = access.now
        try access.insert(setting)
        return setting
    }

    package func remove(_ tool: String, at target: ToolSettingTarget) throws {
        guard let setting = try get(tool, at: target) else {
            throw DomainError.notFound(.toolSettings, tool)
        }
        try access.delete(setting)
    }
}

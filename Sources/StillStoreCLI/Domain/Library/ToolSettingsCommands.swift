import ArgumentParser
import Domain
import Wire

extension SettingsCommand {
    /// At which level a tool is set.
    struct Target: ParsableArguments {
        @Option(name: .long, help: "Of this project (default: of the user).", transform: Typed.text)
        var project: String?

        @Option(name: .long, help: "Of this shot.", transform: Typed.text)
        var shot: String?

        func validate() throws {
            if project != nil, shot != nil {
                throw ValidationError("--project and --shot exclude each other.")
            }
        }

        var target: ToolSettingTarget {
            shot.map { .shot($0) } ?? project.map { .project($0) } ?? .user
        }
    }

    struct Tool: ReadingCommand {
        static let configuration: CommandConfiguration = .example(
            "tool", "Show what a tool is set to at one level; nothing where it is not.",
            "settings tool travel --project ID")

        @Argument(help: "The tool.", transform: Typed.text)
        var tool: String

        @OptionGroup var target: Target
        @OptionGroup var domain: DomainOptions

        func items(_ reader: DomainReader) throws -> [ToolSettingJSON] {
            let setting = try reader.toolSettings.get(tool, at: target.target)
            return setting.map { [ToolSettingJSON($0)] } ?? []
        }
    }

    struct SetTool: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "set-tool", "Replace what a tool is set to at one level.",
            "settings set-tool travel '{\"frames\": 81}' --shot ID")

        @Argument(help: "The tool.", transform: Typed.text)
        var tool: String

        @Argument(help: "A JSON object, or @FILE.", transform: JSONArgument.init)
        var settings: JSONArgument

        @OptionGroup var target: Target
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ToolSettingJSON] {
            [
                ToolSettingJSON(
                    try transaction.toolSettings.set(tool, settings.value, at: target.target))
            ]
        }
    }

    struct RemoveTool: ChangingCommand {
        static let configuration: CommandConfiguration = .example(
            "remove-tool", "Forget what a tool is set to at one level.",
            "settings remove-tool travel --shot ID")

        @Argument(help: "The tool.", transform: Typed.text)
        var tool: String

        @OptionGroup var target: Target
        @OptionGroup var domain: DomainOptions

        func change(_ transaction: DomainTransaction) throws -> [ChangedJSON] {
            try transaction.toolSettings.remove(tool, at: target.target)
            return [ChangedJSON(event: .removed, kind: Entity.toolSettings.rawValue, id: tool)]
        }
    }

    struct Effective: ShowingCommand {
        static let configuration: CommandConfiguration = .example(
            "effective", "Show what holds for a tool: the most specific of each setting.",
            "settings effective travel --shot ID")

        @Argument(help: "The tool.", transform: Typed.text)
        var tool: String

        @OptionGroup var target: Target
        @OptionGroup var domain: DomainOptions

        func item(_ reader: DomainReader) throws -> EffectiveSettingsJSON {
            EffectiveSettingsJSON(
                tool: tool,
                settings: try reader.toolSettings.effective(tool, at: target.target))
        }
    }
}

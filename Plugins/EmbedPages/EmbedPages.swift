import Foundation
import PackagePlugin

/// Makes a Swift file of the web pages below the target's `Pages`, so that the program brings them along.
@main struct EmbedPages: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? any SourceModuleTarget else { return [] }
        let pages = module.directoryURL.appending(path: "Pages")
        let files =
            FileManager.default.enumerator(at: pages, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath } ?? []
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedPages.swift")
        return [
            .buildCommand(
                displayName: "Embedding the web pages",
                executable: try context.tool(named: "EmbedPagesTool").url,
                arguments: [pages.path, output.path],
                inputFiles: files.sorted { $0.path < $1.path }, outputFiles: [output])
        ]
    }
}

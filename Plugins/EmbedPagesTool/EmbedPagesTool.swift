import Foundation

/// Writes the text files below a folder into a Swift file: `embeddedPages`, their contents by their paths.
@main struct EmbedPagesTool {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { throw EmbedError.wrongUse }
        let folder = URL(filePath: arguments[1]).resolvingSymlinksInPath()
        var source = "/// The files of the web pages, by their paths.\n"
        source += "let embeddedPages: [String: String] = [\n"
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() {
            let file = folder.appending(path: path)
            if try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true { continue }
            source += "\"\(path)\": \(try literal(of: file)),\n"
        }
        // Without a file it is still a dictionary.
        source += source.hasSuffix("[\n") ? ":]\n" : "]\n"
        try source.write(toFile: arguments[2], atomically: true, encoding: .utf8)
    }

    private static func literal(of file: URL) throws -> String {
        guard let text = String(data: try Data(contentsOf: file), encoding: .utf8),
            !text.contains("\"\"\"##"), !text.contains("\\##"), !text.contains("\r")
        else { throw EmbedError.notText(file.path) }
        return "##\"\"\"\n\(text)\n\"\"\"##"
    }
}

enum EmbedError: Error { case wrongUse, notText(String) }

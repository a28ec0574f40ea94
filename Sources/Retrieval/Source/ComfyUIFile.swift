import Foundation

/// A file as ComfyUI names it.
struct ComfyUIFile: Hashable {
    var name: String
    var subfolder: String
    /// `output`, `input` or `temp`
    var type: String

    init(name: String, subfolder: String, type: String) {
        self.name = name
        self.subfolder = subfolder
        self.type = type
    }

    /// What an address asks for: `?filename=…&subfolder=…&type=…`, where a name may carry its type
    /// along, as in `a.png [temp]` (`folder_paths.annotated_filepath`). It may name no file.
    init(address: String) {
        let query = WebAddress(address)?.fields ?? []
        func value(_ name: String) -> String { query.last { $0.name == name }?.value ?? "" }
        type = value("type").isEmpty ? "output" : value("type")
        name = value("filename")
        for kind in ComfyUIFile.types where name.hasSuffix(" [\(kind)]") {
            name = String(name.dropLast(kind.count + 3))
            type = kind
        }
        subfolder = value("subfolder")
    }

    var isNamed: Bool { !name.isEmpty && ComfyUIFile.types.contains(type) }

    private static let types = ["output", "input", "temp"]

    var query: String {
        "filename=\(percentEncoded(name))&subfolder=\(percentEncoded(subfolder))&type=\(type)"
    }

    /// The folders that it lies in. On Windows they are joined by backslashes.
    var folders: [String] {
        let folders = subfolder.split { $0 == "/" || $0 == "\\" }.map(String.init)
        return type == "temp" || type == "input" ? [type] + folders : folders
    }
}

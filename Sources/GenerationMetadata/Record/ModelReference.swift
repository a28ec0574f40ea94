/// A model that took part, by the name and the hash that the file gives it.
package struct ModelReference: Codable, Equatable, Sendable {
    package enum Role: String, Codable, Sendable {
        case checkpoint, refiner, vae
        case controlNet = "controlnet"
        case hypernetwork, upscaler
        case styleModel = "style model"
    }

    /// Verbatim: a path, an extension or an AIR stay with it.
    package var name: String
    package var role: Role
    package var hash: ModelHash?
    package var weight: WrittenNumber?

    package init?(
        _ name: String?, role: Role = .checkpoint, hash: String? = nil, weight: String? = nil
    ) {
        guard let name = name?.trimmedOrNil, name != "None" else { return nil }
        self.name = name
        self.role = role
        self.hash = ModelHash(hash)
        self.weight = WrittenNumber(weight)
    }

    /// The name without folders and extension, by which two spellings of a model are compared.
    package var shortName: String { Self.shortName(name) }

    static func shortName(_ name: String) -> String {
        let file =
            name.utf8.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            .map { String(name[name.utf8.index(after: $0)...]) } ?? name
        for end in [".safetensors", ".ckpt", ".gguf", ".pth", ".pt", ".sft", ".bin"]
        where file.lowercased().hasSuffix(end) {
            return String(file.dropLast(end.count))
        }
        return file
    }
}

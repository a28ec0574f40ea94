import ContentStore
import Foundation
package import Imaging
import Values

/// A recipe as `stillstore.json` writes it, with when its renditions are made.
package struct RecipeSetting: Sendable, Equatable, Codable {
    package enum When: String, Sendable, Codable {
        /// With the ingest of each picture.
        case ingest
        /// Only when somebody asks.
        case demand

        package init(from decoder: any Decoder) throws {
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let when = When(rawValue: text) else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "\"\(text)\" is neither \"ingest\" nor \"demand\""))
            }
            self = when
        }
    }

    package let name: String
    /// `"256x256"`
    package let box: String
    package let format: String
    package let quality: Int
    package let when: When

    package init(name: String, box: String, format: String, quality: Int, when: When) {
        self.name = name
        self.box = box
        self.format = format
        self.quality = quality
        self.when = when
    }

    /// `thumb` at once, `preview` on demand. Quality 82 is the lowest at which the samples' soft
    /// gradients show no blocks at 256 px (docs/decisions/005-thumbnail-quality.md).
    package static let standard = [
        RecipeSetting(name: "thumb", box: "256x256", format: "auto", quality: 82, when: .ingest),
        RecipeSetting(
            name: "preview", box: "1024x1024", format: "auto", quality: 82, when: .demand),
    ]

    package var recipe: Recipe {
        let box = PictureBox(box)
        return Recipe(
            name: name, boxWidth: box?.width ?? 1, boxHeight: box?.height ?? 1,
            format: Recipe.Format(rawValue: format) ?? .auto, quality: quality)
    }

    package static func check(_ settings: [RecipeSetting]) throws(ConfigurationError) {
        var names: Set<String> = []
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-_")
        for setting in settings {
            let name = setting.name
            guard !name.isEmpty, name.count <= 64, name.allSatisfy(allowed.contains) else {
                throw ConfigurationError(
                    "the recipe name \"\(name)\" may hold a-z, 0-9, - and _ only")
            }
            guard names.insert(name).inserted else {
                throw ConfigurationError("there are two recipes named \"\(name)\"")
            }
            guard PictureBox(setting.box) != nil else {
                throw ConfigurationError(
                    "the box \"\(setting.box)\" of recipe \"\(name)\" is not like \"256x256\" (1 to 16383 a side)"
                )
            }
            guard Recipe.Format(rawValue: setting.format) != nil else {
                let known = Recipe.Format.allCases.map(\.rawValue).joined(separator: ", ")
                throw ConfigurationError(
                    "the format \"\(setting.format)\" of recipe \"\(name)\" is none of \(known)")
            }
            guard (1...100).contains(setting.quality) else {
                throw ConfigurationError(
                    "the quality \(setting.quality) of recipe \"\(name)\" is not within 1 to 100")
            }
        }
    }
}

extension Recipe {
    /// The name of the recipe's tree under `renditions/`: a change of any parameter gives another.
    package var id: String {
        let definition = Array(definition.utf8)
        let digest = definition.withUnsafeBytes { Digest.of($0) }
        return "\(name)-\(digest.hex.prefix(8))"
    }

    /// The name of the recipe that an id is of, whatever its parameters were.
    package static func name(ofID id: String) -> String { String(id.dropLast(9)) }
}

import ContentStore
import Foundation
import Retrieval
import Values

/// The contents of `stillstore.json`.
package struct StoreConfiguration: Sendable, Equatable, Codable {
    /// The version of the disk layout that this program writes, and the newest that it reads.
    package static let format = 1

    package let format: Int
    package let id: String
    package let digest: String
    package let createdAt: String
    package var recipes: [RecipeSetting]
    package var limits: LimitSettings?
    package var retrieval: RetrievalSettings?
    package var retention: RetentionSettings?
    package var serve: ServeSettings?

    package init(id: String, createdAt: String) {
        format = StoreConfiguration.format
        self.id = id
        digest = "sha256"
        self.createdAt = createdAt
        recipes = RecipeSetting.standard
    }

    private enum CodingKeys: String, CodingKey {
        case format, id, digest
        case createdAt = "created_at"
        case recipes, limits, retrieval, retention, serve
    }

    /// - Throws: `ConfigurationError` that names what is wrong.
    package static func parse(_ bytes: [UInt8]) throws -> StoreConfiguration {
        let data = Data(bytes)
        // The format is looked at first: a newer one may differ in everything else.
        struct Version: Decodable { let format: Int }
        guard let version = try? JSONDecoder().decode(Version.self, from: data) else {
            throw ConfigurationError("it is not JSON with a number \"format\"")
        }
        guard version.format == StoreConfiguration.format else {
            throw ConfigurationError(
                "its format is \(version.format), this program reads \(StoreConfiguration.format): use the StillStore that made it"
            )
        }
        try checkKeys(data)
        let configuration: StoreConfiguration
        do {
            configuration = try JSONDecoder().decode(StoreConfiguration.self, from: data)
        } catch let error as DecodingError {
            throw ConfigurationError(describe(error))
        }
        guard configuration.digest == "sha256" else {
            throw ConfigurationError("the digest \"\(configuration.digest)\" is not \"sha256\"")
        }
        try RecipeSetting.check(configuration.recipes)
        try configuration.retrieval?.check()
        try configuration.retention?.check()
        return configuration
    }

    /// A misspelt key would otherwise be a setting that silently does nothing.
    private static func checkKeys(_ data: Data) throws {
        let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
        let recipes = object["recipes"] as? [[String: Any]] ?? []
        let limits = object["limits"] as? [String: Any] ?? [:]
        let serve = object["serve"] as? [String: Any] ?? [:]
        let retrieval = object["retrieval"] as? [String: Any] ?? [:]
        let hosts = (retrieval["hosts"] as? [String: [String: Any]] ?? [:]).values
        let rules = ([retrieval] + hosts).flatMap { place in
            (place["retry"] as? [String: [String: Any]] ?? [:]).values
        }
        let known: [(keys: [String], of: [String], in: String)] = [
            (
                Array(object.keys),
                [
                    "format", "id", "digest", "created_at", "recipes", "limits", "retrieval",
                    "retention", "serve",
                ], ""
            ),
            (recipes.flatMap(\.keys), ["name", "box", "format", "quality", "when"], "recipes."),
            (Array(limits.keys), LimitSettings.keys, "limits."),
            (Array(serve.keys), ServeSettings.keys, "serve."),
            (Array(retrieval.keys), keys(RetrievalSettings.CodingKeys.self), "retrieval."),
            (hosts.flatMap(\.keys), keys(RetrievalSettings.Host.CodingKeys.self), "hosts."),
            (rules.flatMap(\.keys), keys(RetryRuleSetting.CodingKeys.self), "retry."),
        ]
        for (keys, names, place) in known {
            if let odd = keys.sorted().first(where: { !names.contains($0) }) {
                throw ConfigurationError(
                    "\"\(place)\(odd)\" is not known; it may be \(names.joined(separator: ", "))")
            }
        }
    }

    private static func keys<Key: CodingKey & CaseIterable & RawRepresentable>(
        _: Key.Type
    ) -> [String] where Key.RawValue == String { Key.allCases.map(\.rawValue) }

    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}

private func describe(_ error: DecodingError) -> String {
    func name(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
    return switch error {
    case .keyNotFound(let key, let context): "\"\(name(context.codingPath + [key]))\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        "\"\(name(context.codingPath))\": \(context.debugDescription)"
    @unknown default: "it cannot be read"
    }
}

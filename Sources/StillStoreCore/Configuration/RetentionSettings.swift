package import Domain

/// `"retention"` in `stillstore.json`: how old things get, by rule. Rules that it leaves out have the
/// age that they begin with.
package struct RetentionSettings: Sendable, Equatable, Codable {
    private var ages: [String: String]

    package init(from decoder: any Decoder) throws {
        ages = try decoder.singleValueContainer().decode([String: String].self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(ages)
    }

    /// - Throws: `ConfigurationError` for a rule or an age that there is not.
    func check() throws(ConfigurationError) {
        let rules = RetentionRule.allCases.map(\.rawValue)
        for (rule, age) in ages.sorted(by: { $0.key < $1.key }) {
            guard rules.contains(rule) else {
                throw ConfigurationError(
                    "\"retention.\(rule)\" is not known; it may be \(rules.joined(separator: ", "))"
                )
            }
            guard RetentionAge(age) != nil else {
                throw ConfigurationError(
                    "\"retention.\(rule)\" is not an age such as 12h, 30d or never")
            }
        }
    }

    func age(of rule: RetentionRule) -> RetentionAge? {
        ages[rule.rawValue].flatMap { RetentionAge($0) }
    }
}

extension StoreConfiguration {
    /// How old things get under a rule.
    package func age(of rule: RetentionRule) -> RetentionAge {
        retention?.age(of: rule) ?? rule.standardAge
    }
}

/// `"serve"` in `stillstore.json`: what `stillstore serve` is not told on its command line.
package struct ServeSettings: Sendable, Equatable, Codable {
    package var host: String?
    package var port: Int?
    package var publicURL: String?
    package var trustProxy: [String]?
    package var retries: Bool?
    package var renditions: Bool?
    package var retention: Bool?

    package init() {}

    package static let keys = CodingKeys.allCases.map(\.rawValue)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case host, port
        case publicURL = "public_url"
        case trustProxy = "trust_proxy"
        case retries, renditions, retention
    }
}

/// A setting that has no field of its own, as it was written.
package struct Setting: Codable, Equatable, Sendable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

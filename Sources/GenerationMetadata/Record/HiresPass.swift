/// An enlargement during generation, as infotexts describe it.
package struct HiresPass: Codable, Equatable, Sendable {
    package var scale: WrittenNumber?
    package var steps: WrittenNumber?
    package var upscaler: String?
    package var width: Int?
    package var height: Int?
    package var denoise: WrittenNumber?

    package init() {}

    var isEmpty: Bool { self == HiresPass() }
}

/// Why a text is no JSON that can be used. Offsets count bytes of UTF-8.
enum JSONFailure: Error, Equatable {
    case unexpected(offset: Int)
    case ended
    case tooDeep(limit: Int)
    case tooManyValues(limit: Int)

    var message: String {
        switch self {
        case .unexpected(let offset): "no JSON from byte \(offset) on"
        case .ended: "the JSON ends too early"
        case .tooDeep(let limit): "the JSON is nested deeper than \(limit)"
        case .tooManyValues(let limit): "the JSON has more than \(limit) values"
        }
    }
}

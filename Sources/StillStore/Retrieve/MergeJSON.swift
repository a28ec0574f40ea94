import Foundation

/// The members of two JSON objects in one; of those in both, the second's.
func mergeJSON(_ first: String, _ second: String) -> String {
    if second == "{}" { return first }
    if first == "{}" { return second }
    guard var merged = object(first), let over = object(second) else { return first }
    merged.merge(over) { $1 }
    guard
        let data = try? JSONSerialization.data(
            withJSONObject: merged, options: [.sortedKeys, .withoutEscapingSlashes])
    else { return first }
    return String(decoding: data, as: UTF8.self)
}

private func object(_ text: String) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
}

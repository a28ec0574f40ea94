import Foundation
import StillStoreCore

/// The members of two JSON objects in one; if both have a member, the second's counts.
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

/// Metadata updated with the members of a listing's objects; null removes a member.
/// - Returns: nil if nothing changes.
func mergeState(_ metadata: String, _ state: String) -> String? {
    guard var merged = object(metadata), let state = object(state) else { return nil }
    var isChanged = false
    for (name, value) in state {
        guard let members = value as? [String: Any] else { continue }
        var own = merged[name] as? [String: Any] ?? [:]
        for (member, value) in members {
            let next = value is NSNull ? nil : value
            guard text(own[member]) != text(next) else { continue }
            own[member] = next
            isChanged = true
        }
        merged[name] = own
    }
    guard isChanged,
        let data = try? JSONSerialization.data(
            withJSONObject: merged, options: [.sortedKeys, .withoutEscapingSlashes])
    else { return nil }
    return String(decoding: data, as: UTF8.self)
}

private func text(_ value: Any?) -> Data? {
    value.flatMap { try? JSONSerialization.data(withJSONObject: [$0], options: .sortedKeys) }
}

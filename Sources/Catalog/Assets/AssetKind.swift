/// What an asset is. The one place for the closed set: the table `asset_kinds` has a row for each of
/// its cases, and another one takes a migration that adds its row, so that earlier versions of the
/// program leave the catalogue alone. Lists go through all cases (`ListPlan`).
package enum AssetKind: String, Sendable, CaseIterable {
    case image
    /// The next three are for what generators make; nothing in the store makes them yet.
    case videoClip = "video_clip"
    case finalVideo = "final_video"
    case audio
    /// Bytes kept although they are none of these.
    case file
}

extension AssetKind {
    /// The kind in a column. The schema allows no other value; a damaged row counts as plain bytes.
    init(recorded text: String) { self = AssetKind(rawValue: text) ?? .file }
}

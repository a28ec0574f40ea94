/// One decoded text of a file, and the JSON in it.
struct MetadataText {
    /// Which of a file's voices it is. Stealth data and sidecars usually repeat the first.
    enum Origin: Int, CaseIterable {
        case embedded, stealth, sidecar
    }

    enum Key: Equatable {
        /// The keyword of a PNG text, or what stands for one elsewhere.
        case named(String)
        case exif(EXIFTag)
        /// A JPEG or GIF comment.
        case comment
    }

    let origin: Origin
    let key: Key
    /// The slot's name, for people.
    let slot: String
    let text: String
    /// The text parsed, where it begins as an object and is one.
    var json: JSONObject?
}

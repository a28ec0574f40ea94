import Values

/// Behind which asset a list goes on. As text it is an id, a path, or, where that says too little,
/// a time or a path, a slash and an id.
struct AssetCursor: Equatable {
    /// A path, or a time in milliseconds; nil where the id is all.
    var key: String?
    /// Nil where a path is all.
    var id: String?

    private static let idLength = 36

    /// Nil for what is no place in a list of that order.
    init?(_ text: String, _ order: AssetOrder) {
        switch order {
        case .newest:
            guard text.utf8.count == AssetCursor.idLength else { return nil }
            id = text
        case .path: key = text
        case .target, .deletion, .deletedPath:
            let bytes = Array(text.utf8)
            guard bytes.count > AssetCursor.idLength + 1,
                bytes[bytes.count - AssetCursor.idLength - 1] == UInt8(ascii: "/")
            else { return nil }
            id = String(decoding: bytes.suffix(AssetCursor.idLength), as: UTF8.self)
            let key = String(
                decoding: bytes.dropLast(AssetCursor.idLength + 1), as: UTF8.self)
            if order == .deletion, Int64(key) == nil { return nil }
            self.key = key
        }
    }

    init(key: String?, id: String, _ order: AssetOrder) {
        self.key = order == .newest ? nil : key
        self.id = order == .path ? nil : id
    }

    var text: String { [key, id].compactMap(\.self).joined(separator: "/") }
}

extension AssetFilter {
    /// Where a list goes on behind one of its assets.
    package func cursor(behind listing: AssetListing) -> String {
        let asset = listing.asset
        let key: String? =
            switch order {
            case .newest: nil
            case .path: listing.path
            case .target: asset.targetPath
            case .deletion: asset.deletedAt.map(String.init)
            case .deletedPath: listing.path ?? asset.targetPath
            }
        return AssetCursor(key: key, id: asset.id, order).text
    }

    /// Whether a list can go on behind it.
    package func accepts(cursor: String) -> Bool { AssetCursor(cursor, order) != nil }
}

import Values

/// The asset after which a list continues. As text it is an id or a path or, if that is not enough,
/// a time or a path, a slash and an id.
struct AssetCursor: Equatable {
    /// A path, or a time in milliseconds; nil if the id is enough.
    var key: String?
    /// Nil if the path is enough.
    var id: String?

    private static let idLength = 36

    /// Nil if it is no cursor of a list in that order.
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
    /// The cursor after one of a list's assets.
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

    /// Whether a list can continue after the asset.
    package func accepts(cursor: String) -> Bool { AssetCursor(cursor, order) != nil }
}

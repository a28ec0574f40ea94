import Catalog

/// The media types of what the store knows by its content; all else is only bytes.
enum MediaType {
    static func of(_ listing: AssetListing) -> String {
        listing.blob?.picture.map { of(format: $0.format) } ?? "application/octet-stream"
    }

    static func of(format: String) -> String {
        switch format {
        case "png": "image/png"
        case "jpeg": "image/jpeg"
        case "webp": "image/webp"
        case "gif": "image/gif"
        default: "application/octet-stream"
        }
    }
}

package import Domain

/// What somebody or something says of a picture.
package struct CaptionJSON: WireJSON {
    package let id, user_id: String
    package let asset_id, image_path: String?
    package let image_type, text: String
    package let external_id: String?
    package let created_at: Timestamp

    package init(_ caption: Caption) {
        id = caption.id
        user_id = caption.userID
        asset_id = caption.assetID
        image_path = caption.imagePath
        image_type = caption.imageType.rawValue
        text = caption.text
        external_id = caption.externalID
        created_at = Timestamp(caption.createdAt)
    }
}

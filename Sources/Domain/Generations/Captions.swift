/// What somebody or something says of a picture.
package struct Caption: DomainRecord {
    package enum ImageType: String, ClosedSet {
        case jpeg, jpg, jpe, png, gif, webp, svg, bmp, tiff, apng, avif
    }

    package var id = ""
    package var userID = ""
    package var assetID: String?
    package var imagePath: String?
    package var imageType = ImageType.png
    package var text = ""
    package var externalID: String?
    package var createdAt: Int64 = 0

    package init() {}

    package static let table = Table<Caption>(.captions, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("asset_id", \.assetID)
        $0.column("image_path", \.imagePath)
        $0.column("image_type", \.imageType)
        $0.column("text", \.text, .editable)
        $0.column("external_id", \.externalID)
        $0.column("created_at", \.createdAt)
    }
}

package struct Captions<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var captions: Captions<Self> { Captions(access: self) }
}

extension Captions {
    /// Newest first; of one picture, or all of the owner's.
    package func page(
        asset: String? = nil, of user: String? = nil, _ request: PageRequest = PageRequest()
    ) throws -> Page<Caption> {
        var list = ListQuery<Caption>(orderedBy: "created_at", .descending)
        list.conditions.add("captions.user_id = ?", try access.owner(user))
        if let asset { list.conditions.add("captions.asset_id = ?", asset) }
        return try list.page(request, access)
    }
}

extension Captions where Access == DomainTransaction {
    /// - Parameter type: of the picture, without case.
    @discardableResult
    package func add(
        _ text: String, type: String, asset: String?, path: String? = nil,
        externalID: String? = nil
    ) throws -> Caption {
        guard let type = Caption.ImageType(rawValue: type.lowercased()) else {
            throw DomainError.invalid(
                .imageType, .notOneOf(Caption.ImageType.allCases.map(\.rawValue)))
        }
        guard !text.isEmpty else { throw DomainError.invalid(.text, .empty) }
        var caption = Caption()
        caption.userID = try access.own(User.self, access.viewer.userID).id
        if let asset { try access.requireAsset(asset, of: caption.userID) }
        caption.id = access.makeID()
        caption.assetID = asset
        caption.imagePath = path
        caption.imageType = type
        caption.text = text
        caption.externalID = externalID
        caption.createdAt = access.now
        try access.insert(caption)
        return caption
    }

    package func delete(_ id: String) throws {
        try access.delete(access.own(Caption.self, id))
    }
}

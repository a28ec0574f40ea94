package import Values

// What the names in a store say, where they are what they should be.
extension StoreLayout {
    /// The digest of an object that lies where objects lie; `relative` is below `objects`.
    package func digest(ofObject relative: [UInt8]) -> Digest? {
        let parts = relative.split(separator: UInt8(ascii: "/"))
        guard parts.count == 3, let digest = plainDigest(parts[2]),
            objects.appending(relative) == object(digest)
        else { return nil }
        return digest
    }

    /// What a rendition's place says; `relative` is below `renditions`.
    package func rendition(
        at relative: [UInt8]
    ) -> (recipe: String, digest: Digest, fileExtension: String)? {
        let parts = relative.split(separator: UInt8(ascii: "/"))
        guard parts.count == 4, let recipe = String(validating: parts[0], as: UTF8.self),
            let digest = plainDigest(parts[3].prefix(64)),
            let ending = String(validating: parts[3].dropFirst(64), as: UTF8.self),
            ["jpg", "png", "webp"].contains(String(ending.dropFirst())),
            renditions.appending(relative)
                == rendition(recipe: recipe, digest, fileExtension: String(ending.dropFirst()))
        else { return nil }
        return (recipe, digest, String(ending.dropFirst()))
    }

    /// What the link of a bucket path shows, if its text is one that the store writes there.
    package func digest(ofLink text: FilePath, at path: BucketPath) -> Digest? {
        guard let digest = plainDigest(text.name), linkText(path, digest) == text else {
            return nil
        }
        return digest
    }

    private func plainDigest(_ name: ArraySlice<UInt8>) -> Digest? {
        String(validating: name, as: UTF8.self).flatMap { Digest(hex: $0) }
    }
}

import Values

extension StoreLayout {
    /// What the link of a bucket path shows, if its text is one that the store writes there.
    func digest(ofLink text: FilePath, at path: BucketPath) -> Digest? {
        guard let digest = Digest(fileName: text.name), linkText(path, digest) == text else {
            return nil
        }
        return digest
    }
}

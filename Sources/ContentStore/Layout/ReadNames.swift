import Values

extension StoreLayout {
    /// The digest that the link of a bucket path shows, if the store would write its text there.
    func digest(ofLink text: FilePath, at path: BucketPath) -> Digest? {
        guard let digest = Digest(fileName: text.name), linkText(path, digest) == text else {
            return nil
        }
        return digest
    }
}

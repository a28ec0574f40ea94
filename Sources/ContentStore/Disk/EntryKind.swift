import Values

extension Disk {
    /// The kind of a name in a listing, links not followed. Some file systems do not say it in the
    /// listing: then `stat` is asked, and a name that is gone by now is `.other`.
    func kind(
        of index: Int, in listing: DirectoryListing, at directory: FilePath
    ) throws(DiskError) -> DirectoryListing.Kind {
        guard listing.kind(index) == .unknown else { return listing.kind(index) }
        let path = directory.appending(listing.name(index))
        return switch try stat(path, following: false)?.kind {
        case .file: .file
        case .directory: .directory
        case .link: .link
        case .other, nil: .other
        }
    }
}

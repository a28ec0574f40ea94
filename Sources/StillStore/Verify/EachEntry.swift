import ContentStore
import Values

/// Calls `body` for every name in a directory, in the order of their bytes; for none where there
/// is no directory. One that cannot be listed is reported.
func eachEntry(
    of directory: FilePath, _ library: Library, _ findings: Findings,
    _ body: (ArraySlice<UInt8>, DirectoryListing.Kind) throws -> Void
) throws {
    guard let listing = listing(of: directory, library, findings) else { return }
    for index in 0..<listing.count {
        try body(listing.name(index), kind(of: index, in: listing, at: directory, library))
    }
}

/// The names in a directory; nil where there is none, or where it cannot be listed, which is
/// reported.
func listing(
    of directory: FilePath, _ library: Library, _ findings: Findings
) -> DirectoryListing? {
    do throws(DiskError) {
        return try library.directory.disk.list(directory)
    } catch {
        if error.isNotFound { return nil }
        var trouble = Trouble(
            .unreadable, .unreadable(directory), at: library.directory.layout.shown(directory),
            error.message)
        trouble.cure = .owner
        findings.add(trouble)
        return nil
    }
}

/// Some file systems do not say in the listing what an entry is.
func kind(
    of index: Int, in listing: DirectoryListing, at directory: FilePath, _ library: Library
) -> DirectoryListing.Kind {
    guard listing.kind(index) == .unknown else { return listing.kind(index) }
    let path = directory.appending(listing.name(index))
    return switch try? library.directory.disk.stat(path, following: false)?.kind {
    case .file: .file
    case .directory: .directory
    case .link: .link
    case .other, nil: .other
    }
}

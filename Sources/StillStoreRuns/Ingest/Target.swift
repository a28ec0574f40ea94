import ContentStore
import Imaging
import StillStoreCore
import Values

/// Where bytes land, once it is known what they are.
enum Target: Sendable {
    /// There, whatever they are.
    case path(BucketPath)
    /// A file, by the template of an ingest.
    case placed(SourceFile, IngestRequest.Placement, FileFacts)
    case retrieved(RetrievedTarget)

    /// - Parameter format: nil for bytes that are no picture.
    func bucketPath(
        _ format: String?, _ digest: Digest, _ library: Library
    ) throws(NameError) -> BucketPath {
        switch self {
        case .path(let path): path
        case .placed(let file, let placement, let facts):
            try placement.bucketPath(
                file, modified: facts.modifiedMilliseconds, format, digest, library.limits.name)
        case .retrieved(let target): try target.bucketPath(format, digest, library)
        }
    }
}

/// Where what was fetched lands, by the template of its asset.
struct RetrievedTarget: Sendable {
    let bucket: [UInt8]
    let template: PathTemplate
    /// What the source calls it; for the extension of what is no picture.
    let name: [UInt8]
    let timestamp: Int64

    fileprivate func bucketPath(
        _ format: String?, _ digest: Digest, _ library: Library
    ) throws(NameError) -> BucketPath {
        let known = format.flatMap(PictureFormat.init(rawValue:))?.fileExtension
        return try library.target(
            bucket, template, digest: digest,
            ext: known ?? EscapedName.text(nameExtension(name)), timestamp: timestamp)
    }
}

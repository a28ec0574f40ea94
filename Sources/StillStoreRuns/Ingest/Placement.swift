import Imaging
import StillStoreCore
package import Values

extension IngestRequest.Placement {
    /// Where a file lands.
    /// - Parameters:
    ///   - modified: when it was changed, in UTC milliseconds; nil where they do not say it.
    ///   - format: what its bytes are; nil when they are no picture.
    func bucketPath(
        _ file: SourceFile, modified: Int64?, _ format: String?, _ digest: Digest,
        _ limits: NameLimits
    ) throws(NameError) -> BucketPath {
        // What nearly every run asks for, without making values that nobody uses.
        if template == .standard { return try target(file.relative, limits) }
        if template.uses(.timestamp), modified == nil { throw .dateBeyondNumbers }
        let name = Array(file.path.name)
        let known = format.flatMap(PictureFormat.init(rawValue:))?.fileExtension
        let values = PathTemplate.Values(
            relativePath: file.relative, filename: name,
            ext: known ?? EscapedName.text(nameExtension(name)), digest: digest,
            timestamp: modified ?? 0, userID: userID, jobID: jobID, index: file.index)
        return try target(template.path(values), limits)
    }

    private func target(_ path: [UInt8], _ limits: NameLimits) throws(NameError) -> BucketPath {
        if prefix.isEmpty { return try BucketPath(bucket: bucket, path: path, limits: limits) }
        var whole = prefix
        if !whole.isEmpty, whole.last != UInt8(ascii: "/") { whole.append(UInt8(ascii: "/")) }
        return try BucketPath(bucket: bucket, path: whole + path, limits: limits)
    }

    /// - Parameter knowsJobs: what is placed says itself of which job it is.
    /// - Throws: `RequestError` when the template asks for what the request does not say.
    package func check(_ limits: NameLimits, knowsJobs: Bool = false) throws {
        if template.uses(.userID), userID == nil {
            throw RequestError.template(.needsUser)
        }
        if template.uses(.jobID), jobID == nil, !knowsJobs {
            throw RequestError.template(.needsJob)
        }
        _ = try target(Array("name".utf8), limits)
    }
}

import Foundation

/// What went wrong in a Foundation call, in the system's own words: Foundation's errors describe
/// themselves for programmers.
func systemWords(_ error: any Error) -> String {
    var next: NSError? = error as NSError
    while let known = next {
        if known.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(known.code)))
        }
        next = known.userInfo[NSUnderlyingErrorKey] as? NSError
    }
    return switch (error as? CocoaError)?.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: String(cString: strerror(ENOENT))
    case .fileReadNoPermission, .fileWriteNoPermission: String(cString: strerror(EACCES))
    case .fileWriteOutOfSpace: String(cString: strerror(ENOSPC))
    case .fileWriteVolumeReadOnly: String(cString: strerror(EROFS))
    case .fileReadTooLarge: String(cString: strerror(EFBIG))
    case .fileReadCorruptFile, .coderReadCorrupt: "its contents are not what they should be"
    default: "the system did not say why"
    }
}

/// Whether an error comes from Foundation, which means none of them for people.
package func isFoundations(_ error: any Error) -> Bool {
    error is CocoaError || error is POSIXError || error is URLError || error is DecodingError
        || error is EncodingError || type(of: error) is NSError.Type
}

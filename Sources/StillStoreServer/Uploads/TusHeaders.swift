import Foundation
import HTTPTypes
import Hummingbird

/// The headers of tus 1.0.0, by which clients send files in several requests (tus.io).
enum Tus {
    static let version = "1.0.0"
    static let extensions = "creation,creation-with-upload,termination,checksum,expiration"
    static let bodyType = "application/offset+octet-stream"

    /// - Throws: `Problem` 412 for a client of another version.
    static func check(_ request: Request) throws(Problem) {
        guard request.headers[.tusResumable] == version else {
            throw Problem(
                .preconditionFailed, "other_tus_version",
                "Tus-Resumable has to be \(version), the version that is spoken here")
        }
    }

    /// A count of bytes.
    static func number(_ request: Request, _ name: HTTPField.Name) throws(Problem) -> UInt64? {
        guard let text = request.headers[name] else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(text) else {
            throw .invalid(name.rawName, "must be a number of bytes")
        }
        return number
    }

    /// Whether a request brings bytes.
    /// - Throws: `Problem` 415 for a body of another kind.
    static func hasBody(_ request: Request) throws(Problem) -> Bool {
        guard let type = request.headers[.contentType] else { return false }
        guard type.lowercased() == bodyType else {
            throw Problem(
                .unsupportedMediaType, "unsupported_media_type", "the body has to be \(bodyType)")
        }
        return true
    }

    /// RFC 9110 section 5.6.7.
    static func date(_ milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
            + "\(parts.tm_year + 1900) \(two(parts.tm_hour)):\(two(parts.tm_min)):"
            + "\(two(parts.tm_sec)) GMT"
    }
}

extension HTTPField.Name {
    static let tusResumable = HTTPField.Name("Tus-Resumable")!
    static let tusVersion = HTTPField.Name("Tus-Version")!
    static let tusExtension = HTTPField.Name("Tus-Extension")!
    static let tusMaxSize = HTTPField.Name("Tus-Max-Size")!
    static let tusAlgorithms = HTTPField.Name("Tus-Checksum-Algorithm")!
    static let uploadOffset = HTTPField.Name("Upload-Offset")!
    static let uploadLength = HTTPField.Name("Upload-Length")!
    static let uploadMetadata = HTTPField.Name("Upload-Metadata")!
    static let uploadChecksum = HTTPField.Name("Upload-Checksum")!
    static let uploadExpires = HTTPField.Name("Upload-Expires")!
    /// Of ours: the id of the asset that an upload has become.
    static let uploadAsset = HTTPField.Name("Upload-Asset")!
}

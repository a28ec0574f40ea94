import Foundation

/// Where an upload goes: `Upload-Metadata: bucket cGV0cw==,path Y2F0LnBuZw==`.
struct UploadMetadata: Equatable {
    let bucket, path: [UInt8]

    /// So long a header at most.
    static let limit = 8 << 10

    /// - Throws: `Problem` 400 for what is not as tus has it, or says no place.
    init(_ header: String?) throws(Problem) {
        let name = "Upload-Metadata"
        guard let header, header.utf8.count <= UploadMetadata.limit else {
            throw .invalid(name, "must say bucket and path")
        }
        var values: [String: [UInt8]] = [:]
        for pair in header.split(separator: ",") {
            let parts = pair.split(separator: " ")
            guard (1...2).contains(parts.count), let key = parts.first.map(String.init),
                values[key] == nil,
                let value = Data(base64Encoded: parts.count == 2 ? String(parts[1]) : "")
            else { throw .invalid(name, "must be names with values in Base64, each once") }
            values[key] = [UInt8](value)
        }
        // Clients of browsers call it so by themselves.
        guard let bucket = values["bucket"],
            let path = values["path"] ?? values["name"] ?? values["filename"]
        else { throw .invalid(name, "must say bucket and path") }
        (self.bucket, self.path) = (bucket, path)
    }
}

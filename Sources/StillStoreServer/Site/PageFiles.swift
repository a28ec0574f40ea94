import Cryptography
import Foundation
import Synchronization
import Values

/// The files that the web pages are made of: those in the program, or those of a folder, for who changes
/// them.
final class PageFiles: Sendable {
    struct File: Sendable {
        let bytes: [UInt8]
        let gzip: [UInt8]
        let mediaType: String
    }

    /// In the addresses of the files: another program has other ones, so that browsers may keep them.
    let version: String
    private let folder: FilePath?
    private let known = Mutex<[String: File]>([:])

    init(folder: FilePath?) {
        self.folder = folder
        version = folder == nil ? PageFiles.digest : "dev"
    }

    /// Files of a folder may be changed at any time.
    var mayBeKept: Bool { folder == nil }

    /// - Parameter path: like `app/main.js`.
    func file(_ path: String) -> File? {
        guard PageFiles.isPlain(path) else { return nil }
        if let file = known.withLock({ $0[path] }) { return file }
        guard let text = text(path) else { return nil }
        let bytes = Array(text.replacing("{{pages}}", with: "/pages/\(version)").utf8)
        let file = File(
            bytes: bytes, gzip: Gzip.compress(bytes), mediaType: PageFiles.mediaType(path))
        if mayBeKept { known.withLock { $0[path] = file } }
        return file
    }

    private func text(_ path: String) -> String? {
        guard let folder else { return embeddedPages[path] }
        return try? String(contentsOfFile: folder.text + "/" + path, encoding: .utf8)
    }

    /// Of all files in the program, in 16 digits.
    private static let digest: String = {
        var all: [UInt8] = []
        for (path, text) in embeddedPages.sorted(by: { $0.key < $1.key }) {
            all += Array("\(path)\u{0}\(text)\u{0}".utf8)
        }
        return SHA256.hash(all).prefix(8).hexadecimal
    }()

    /// Nothing that leads out of the folder.
    private static func isPlain(_ path: String) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            part.first.map { $0 != "." } ?? false
                && part.utf8.allSatisfy { byte in
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                }
        }
    }

    private static func mediaType(_ path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "json", "webmanifest": "application/manifest+json"
        default: "application/octet-stream"
        }
    }
}

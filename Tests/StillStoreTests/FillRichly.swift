import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import StillStoreRuns
import TestSupport
import Values

extension TestStore {
    /// Fills the store with one of everything: formats, odd names, duplicates, superseded assets,
    /// bytes that are no picture, metadata, and sources that wait, one with credentials.
    func fillRichly(from directory: TemporaryDirectory) async throws {
        try directory.write(testPicture(1), to: "rich/a.png")
        try directory.write(testPicture(2, as: .jpeg), to: "rich/deep/er/b.jpg")
        try directory.write(testPicture(3, as: .webp), to: "rich/c.webp")
        try directory.write(testPicture(1), to: "rich/deep/copy of a.png")
        try directory.write(Array("no picture".utf8), to: "rich/notes.txt")
        let odd = directory.file("rich").appending([0x66, 0xFF, 0x25, 0x34, 0x31, 0x2E, 0x70])
        let file = try Disk().open(odd, .create(mode: 0o644))
        let bytes = testPicture(4)
        try Disk().write(bytes, count: bytes.count, to: file)
        try await ingest([directory.path("rich")]) { request in
            request.keepsUndecodable = true
            request.placement.metadata = #"{"prompt":"a hill","seed":18446744073709551615}"#
            request.placement.userID = "u1"
        }
        // Superseded, by bytes that the store has not and by bytes that it has.
        try directory.write(testPicture(5), to: "rich/a.png")
        try directory.write(testPicture(3, as: .webp), to: "rich/deep/er/b.jpg")
        try await ingest([directory.path("rich")]) { $0.keepsUndecodable = true }
        try await ingest([directory.path("rich/deep")]) { request in
            request.placement.bucket = Array("two words".utf8)
            request.placement.origin = .generated
        }
        let library = try open()
        defer { library.close() }
        _ = try await library.fetched([
            "https://example.invalid/x.png", "https://me:secret@example.invalid/y.png",
        ]) { $0.enqueues = true }
    }
}

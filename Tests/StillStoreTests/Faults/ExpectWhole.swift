import Foundation
import StillStoreRuns
import TestSupport
import Testing
import Values

extension TestStore {
    /// Expects of what was reported that it is there whole: object, link, row and thumbnail; and of
    /// everything else that it leads nowhere wrong.
    func expectWhole(_ reported: [IngestItem], _ context: Comment) throws {
        #expect(try damagedObjects().isEmpty, context)
        let objects = names("objects")
        let thumbnails = names("renditions")
        let assets = try assets()
        for item in reported {
            guard let digest = item.digest, let path = item.path else { continue }
            #expect(objects.contains(digest.hex), context)
            #expect(assets["default/" + path] == digest.hex, context)
            #expect(thumbnails.contains(digest.hex), context)
        }
        #expect(Set(assets.values).isSubset(of: objects), context)
        #expect(try danglingLinks().isEmpty, context)
    }

    /// The names of all files below a part of the store that are not empty, without their endings.
    private func names(_ part: String) -> Set<String> {
        Set(
            files(below: path + "/" + part).compactMap { name in
                let url = URL(fileURLWithPath: path + "/" + part + "/" + name)
                let size = try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize
                return size == 0 ? nil : url.deletingPathExtension().lastPathComponent
            })
    }
}

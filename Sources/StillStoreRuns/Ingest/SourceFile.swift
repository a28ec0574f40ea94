import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import Values

/// A file outside the store that is to be ingested.
struct SourceFile: Sendable {
    let path: FilePath
    /// Below its root; becomes `{relative_path}`.
    let relative: [UInt8]
    /// Counts the files of a run from 1; becomes `{index}`.
    let index: Int
    let facts: FileFacts
    /// Nil where nothing is known that it may be equal to.
    var expected: ExpectedContent?
}

extension SourceFileRecord {
    /// Nil when the file was changed so shortly before it was read that a further change could
    /// hide in the granularity of the file system's clock (10 ms at the coarsest). A date more than
    /// a day ahead was set by somebody: no clock that a change would be noted by is so far off.
    init?(
        _ path: FilePath, _ facts: FileFacts, since before: FileFacts, readAt: Int64,
        _ outcome: Outcome, _ version: Int
    ) {
        let times = [before.modified, before.changed].map { $0 / 1_000_000 }
        guard times.allSatisfy({ $0 + 20 < readAt || $0 > readAt + 86_400_000 }) else { return nil }
        self.init(
            path: Data(path.bytes), size: Int64(facts.size), modified: facts.modified,
            changed: facts.changed, device: Int64(bitPattern: facts.identity.device),
            inode: Int64(bitPattern: facts.identity.inode), outcome: outcome,
            decoderVersion: version)
    }
}

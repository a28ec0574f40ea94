package import Foundation
import GRDB
package import Values

/// The content of a file outside the store, so that it is not read again while it is unchanged.
package struct SourceFileRecord: Sendable, Equatable {
    /// Absolute, as bytes.
    package let path: Data
    package let size, modified, device, inode: Int64
    package var changed: Int64
    package let outcome: Outcome
    /// The decoder version: refusals of another version are tried again.
    package let decoderVersion: Int

    package enum Outcome: Sendable, Equatable {
        case stored(digest: Digest)
        case refused(kind: RecordedKind, reason: String)
    }

    package init(
        path: Data, size: Int64, modified: Int64, changed: Int64, device: Int64, inode: Int64,
        outcome: Outcome, decoderVersion: Int
    ) {
        self.path = path
        self.size = size
        self.modified = modified
        self.changed = changed
        self.device = device
        self.inode = inode
        self.outcome = outcome
        self.decoderVersion = decoderVersion
    }
}

extension CatalogWriter {
    package func upsert(_ file: SourceFileRecord) throws {
        var digest: Digest?
        var refusal: (kind: RecordedKind, reason: String)?
        switch file.outcome {
        case .stored(let stored): digest = stored
        case .refused(let kind, let reason): refusal = (kind, reason)
        }
        try frequent.statement(
            """
            INSERT OR REPLACE INTO source_files (path, size, modified, changed, device, inode,
                digest, refusal_kind, refusal, reader_version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ).run {
            $0.blob(file.path)
            $0.integer(file.size)
            $0.integer(file.modified)
            $0.integer(file.changed)
            $0.integer(file.device)
            $0.integer(file.inode)
            $0.digest(digest)
            $0.text(refusal?.kind.text)
            $0.text(refusal?.reason)
            $0.integer(file.decoderVersion)
        }
    }
}

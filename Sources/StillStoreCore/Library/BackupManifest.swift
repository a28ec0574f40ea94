package import ContentStore
import Foundation

/// `backup.json`: says of a directory that it is a backup, of which store, and when it was last
/// complete. Written first, so that a directory that was begun is known as such.
package struct BackupManifest: Codable, Sendable, Equatable {
    package enum Kind: String, Codable {
        case backup
        /// A store that is being restored. The note goes when it is done.
        case restore
    }

    package struct Complete: Codable, Sendable, Equatable {
        package let snapshot_at, finished_at: String
        package let assets, objects, failed: Int

        package init(
            snapshot_at: String, finished_at: String, assets: Int, objects: Int, failed: Int
        ) {
            self.snapshot_at = snapshot_at
            self.finished_at = finished_at
            self.assets = assets
            self.objects = objects
            self.failed = failed
        }
    }

    package let kind: Kind
    /// The id of the store.
    package let store: String
    /// The newest asset of the snapshot: a newer one in this directory was stored by somebody who
    /// took the backup for a store.
    package var newest_asset: String?
    package var last: Complete?
    /// Of a restore of which something failed, the time of the newest fact: a later one was written
    /// by somebody who works in the store.
    package var newest_fact: Int64?
    /// It is being written to, or that was cut short: its journal may be ahead of its catalogue.
    package var unfinished: Bool?

    package init(
        kind: Kind, store: String, newest_asset: String? = nil, last: Complete? = nil,
        newest_fact: Int64? = nil, unfinished: Bool? = nil
    ) {
        self.kind = kind
        self.store = store
        self.newest_asset = newest_asset
        self.last = last
        self.newest_fact = newest_fact
        self.unfinished = unfinished
    }

    /// Nil where there is none that can be read.
    package static func read(_ store: StoreFiles) throws(DiskError) -> BackupManifest? {
        guard let bytes = try store.backupNote() else { return nil }
        return try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes))
    }

    package func write(_ staging: StagingArea) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
        try staging.writeBackupNote(bytes)
    }
}

/// A moment as the notes write it.
package func isoTime(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
}

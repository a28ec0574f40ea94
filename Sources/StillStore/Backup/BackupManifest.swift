import ContentStore
import Foundation

/// `backup.json`: says of a directory that it is a backup, of which store, and when it was last
/// complete. Written first, so that a directory that was begun is known as such.
struct BackupManifest: Codable, Sendable, Equatable {
    enum Kind: String, Codable {
        case backup
        /// A store that is being restored. The note goes when it is done.
        case restore
    }

    struct Complete: Codable, Sendable, Equatable {
        let snapshot_at, finished_at: String
        let assets, objects, failed: Int
    }

    let kind: Kind
    /// The id of the store.
    let store: String
    /// The newest asset of the snapshot: a newer one in this directory was stored by somebody who
    /// took the backup for a store.
    var newest_asset: String?
    var last: Complete?
    /// Of a restore of which something failed, the time of the newest fact: a later one was written
    /// by somebody who works in the store.
    var newest_fact: Int64?
    /// It is being written to, or that was cut short: its journal may be ahead of its catalogue.
    var unfinished: Bool?

    /// Nil where there is none that can be read.
    static func read(_ store: StoreFiles) throws(DiskError) -> BackupManifest? {
        guard let bytes = try store.backupNote() else { return nil }
        return try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes))
    }

    func write(_ staging: StagingArea) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes = [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
        try staging.writeBackupNote(bytes)
    }
}

/// A moment as the notes write it.
func isoTime(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
}

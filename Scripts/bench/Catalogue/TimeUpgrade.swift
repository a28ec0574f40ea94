import Catalog
import Foundation
import Synchronization

/// Times how long a catalogue of an earlier version takes to come up to date, and how large the log
/// beside it gets on the way.
struct TimeUpgrade {
    let version: Int
    let count: Int
    let directory: String

    private var path: String { directory + "/earlier.sqlite" }

    func run() throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + ending)
        }
        try Catalog.makeEarlier(at: path, version: version, fill: fill)
        let before = size(of: path)
        let log = LargestSize(of: path + "-wal")
        let began = ContinuousClock.now
        let catalog = try Catalog(path: path)
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let left = size(of: path + "-wal")
        let largest = log.end()
        print(
            String(
                format:
                    "from version %d, %d assets: %.1f s; %d MiB became %d MiB, the log %d MiB at most and %d MiB at the end",
                version, count, seconds, before >> 20, size(of: path) >> 20, largest >> 20,
                left >> 20))
        let isTrue = try catalog.read { try $0.derivedRowsAreTrue() }
        print(isTrue ? "what follows from other rows is true" : "derived rows are WRONG")
        catalog.close()
    }

    /// Rows of the first schema, by which all later ones fill theirs: digests fall anywhere.
    private func fill(_ connection: any Connection, _ version: Int) throws {
        guard version == 1 else { return }
        let numbers = """
            WITH RECURSIVE numbers (n) AS
                (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < \(count))
            """
        for sql in [
            """
            INSERT INTO blobs (digest, size, format, width, height, perceptual_hash, created_at,
                updated_at)
            \(numbers) SELECT randomblob(32), 200000 + n % 99999, 'png', 1024, 768, random(),
                1700000000000 + n * 60000, 1700000000000 + n * 60000 FROM numbers
            """,
            """
            INSERT INTO assets (id, digest, kind, origin, name, metadata, retrieval_status,
                created_at, updated_at)
            SELECT printf('%08x-%04x-7000-8000-%012x', created_at / 65536, created_at % 65536,
                    rowid_of), digest, 'image', 'upload', printf('img_%d.png', rowid_of), '{}',
                'completed', created_at, created_at
            FROM (SELECT digest, created_at, row_number() OVER (ORDER BY created_at) AS rowid_of
                FROM blobs)
            """,
            """
            INSERT INTO bucket_paths (bucket, path, asset_id, created_at)
            SELECT 'b' || (rowid % 5), printf('20%d/set-%d/%s', rowid % 7, rowid / 200, name), id,
                created_at FROM assets
            """,
            "INSERT INTO recipes (id, name, definition, created_at) VALUES ('r', 'r', 'd', 1)",
            """
            INSERT INTO renditions (digest, recipe_id, format, width, height, size,
                content_digest, created_at)
            SELECT digest, 'r', 'jpeg', 256, 192, 9000, randomblob(32), created_at FROM blobs
            """,
            """
            INSERT INTO source_files (path, size, modified, changed, device, inode, digest,
                reader_version)
            SELECT CAST(printf('/home/somebody/pictures/%s', name) AS BLOB), 1, 1, 1, 1, rowid,
                digest, 1 FROM assets
            """,
        ] { try connection.execute(sql) }
    }

    private func size(of path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }
}

/// Looks at a file again and again until it is asked how large it got.
private final class LargestSize: Sendable {
    private struct State {
        var largest = 0
        var isOver = false
    }

    private let state = Mutex(State())

    init(of path: String) {
        Thread.detachNewThread { [self] in
            while !state.withLock({ $0.isOver }) {
                let attributes = try? FileManager.default.attributesOfItem(atPath: path)
                let size = attributes?[.size] as? Int ?? 0
                state.withLock { $0.largest = max($0.largest, size) }
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    func end() -> Int {
        state.withLock {
            $0.isOver = true
            return $0.largest
        }
    }
}

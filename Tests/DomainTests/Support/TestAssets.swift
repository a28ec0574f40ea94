import GRDB

@testable import Catalog
@testable import Domain

extension TestDomain {
    /// A file of somebody's, as the pipeline makes it.
    /// - Parameter isHere: whether its bytes are in the store, or are to be fetched.
    @discardableResult
    func makeAsset(_ id: String, of user: User, isHere: Bool = true) throws -> String {
        let padded = id + String(repeating: "-", count: 36 - id.count)
        try queue.write { db in
            let connection = SQLiteConnection(db: db)
            try connection.execute(
                """
                INSERT INTO blobs (id, digest, size, refusal, created_at, updated_at)
                VALUES (1, zeroblob(32), 1, 'no picture', 1, 1) ON CONFLICT DO NOTHING
                """)
            try connection.execute(
                """
                INSERT INTO assets (id, blob_id, kind, origin, name, user_id, retrieval_status,
                    created_at, updated_at)
                VALUES (?, ?, 'image', 'upload', ?, ?, ?, 1, 1)
                """,
                [
                    padded, isHere ? Int64(1) : Int64?.none, id, user.id,
                    isHere ? "completed" : "pending",
                ])
        }
        return padded
    }

    /// What the pipeline does to a file's row, whose it is besides.
    func setAsset(_ id: String, _ assignment: String) throws {
        try queue.write { db in
            _ = try SQLiteConnection(db: db).execute(
                "UPDATE assets SET \(assignment) WHERE id = ?", [id])
        }
    }

    /// Credits for work that is charged.
    func grant(_ amount: Int64, to user: User) throws {
        try write(as: owner) { _ = try $0.credits.grant(amount, to: user.id, note: nil) }
    }

    func balance(of user: User) throws -> Int64 { try read(as: user) { try $0.credits.balance() } }
}

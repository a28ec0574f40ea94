import GRDB

@testable import Catalog
@testable import Domain

extension TestDomain {
    /// A file of somebody's, as the pipeline makes it.
    @discardableResult
    func makeAsset(_ id: String, of user: User) throws -> String {
        let padded = id + String(repeating: "-", count: 36 - id.count)
        _ = try queue.write { db in
            try SQLiteConnection(db: db).execute(
                """
                INSERT INTO assets (id, kind, origin, name, user_id, retrieval_status, created_at,
                    updated_at)
                VALUES (?, 'image', 'upload', ?, ?, 'pending', 1, 1)
                """, [padded, id, user.id])
        }
        return padded
    }

    /// Credits for work that is charged.
    func grant(_ amount: Int64, to user: User) throws {
        try write(as: owner) { _ = try $0.credits.grant(amount, to: user.id, note: nil) }
    }

    func balance(of user: User) throws -> Int64 { try read(as: user) { try $0.credits.balance() } }
}

import Cryptography

/// What a request with a key was answered.
package struct IdempotentAnswer: DomainRecord {
    /// A key may be used for something else after that.
    package static let milliseconds: Int64 = 24 * 60 * 60 * 1000

    var userID = ""
    var key = ""
    var request = StoredBytes([])
    var answer = JSONText.emptyObject
    var createdAt: Int64 = 0

    package init() {}

    package static let table = Table<IdempotentAnswer>(
        .idempotency, key: ["user_id", "idempotency_key"], owner: "user_id", isInFeed: false
    ) {
        $0.column("user_id", \.userID)
        $0.column("idempotency_key", \.key)
        $0.column("request", \.request)
        $0.column("answer", \.answer)
        $0.column("created_at", \.createdAt)
    }
}

extension DomainTransaction {
    /// Carries a request out once: again with the same key, it is not, and the answer is the same.
    /// - Parameter request: what tells one request from another.
    /// - Throws: `DomainError.keyReused` when the key came with another request.
    package func once(
        key: String, request: [UInt8], _ body: () throws -> JSONText
    ) throws -> (answer: JSONText, isRepetition: Bool) {
        guard !key.isEmpty, key.utf8.count <= 255 else {
            throw DomainError.invalid(.key, key.isEmpty ? .empty : .tooLong(limit: 255))
        }
        let hash = StoredBytes(SHA256.hash(request))
        if let known = try record(
            IdempotentAnswer.self, "WHERE user_id = ? AND idempotency_key = ?",
            [viewer.userID, key])
        {
            if known.createdAt + IdempotentAnswer.milliseconds > now {
                guard known.request == hash else { throw DomainError.keyReused(key) }
                return (known.answer, true)
            }
            try delete(known)
        }
        var answer = IdempotentAnswer()
        answer.userID = viewer.userID
        answer.key = key
        answer.request = hash
        answer.answer = try body()
        answer.createdAt = now
        try insert(answer)
        return (answer.answer, false)
    }
}

package import Domain

/// What somebody may spend.
package struct BalanceJSON: WireJSON {
    package let user_id: String
    package let balance: Int64

    package init(user: String, balance: Int64) {
        user_id = user
        self.balance = balance
    }
}

/// One change of somebody's credits.
package struct LedgerRowJSON: WireJSON {
    package let id, user_id, kind: String
    package let amount: Int64
    package let job_id, payment_id: String?
    package let digits: Int
    package let note: String?
    package let metadata: RawJSON
    package let created_at: Timestamp

    package init(_ row: LedgerRow) {
        id = row.id
        user_id = row.userID
        kind = row.kind.rawValue
        amount = row.amount
        job_id = row.jobID
        payment_id = row.paymentID
        digits = row.digits
        note = row.note
        metadata = RawJSON(text: row.metadata.text)
        created_at = Timestamp(row.createdAt)
    }
}

/// One change of somebody's credits; never changed, never removed.
package struct LedgerRow: DomainRecord {
    package enum Kind: String, ClosedSet {
        case grant, purchase, spend, reserve, capture, refund, adjust
    }

    package var id = ""
    package var userID = ""
    package var kind = Kind.grant
    /// In 1/1,000,000 credit; what is spent is below 0.
    package var amount: Int64 = 0
    package var jobID: String?
    package var paymentID: String?
    /// To how many digits it was rounded.
    package var digits = 6
    package var note: String?
    package var metadata = JSONText.emptyObject
    package var createdAt: Int64 = 0

    package init() {}

    package static let table = Table<LedgerRow>(.ledger, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("kind", \.kind)
        $0.column("amount", \.amount)
        $0.column("job_id", \.jobID)
        $0.column("payment_id", \.paymentID)
        $0.column("digits", \.digits)
        $0.column("note", \.note)
        $0.column("metadata", \.metadata)
        $0.column("created_at", \.createdAt)
    }
}

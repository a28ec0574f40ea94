import Catalog

package struct Credits<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var credits: Credits<Self> { Credits(access: self) }
}

extension Credits {
    /// The sum of the ledger, always.
    package func balance(of user: String? = nil) throws -> Int64 {
        let row = try access.connection.row(
            "SELECT coalesce(sum(amount), 0) FROM credits_ledger WHERE user_id = ?",
            [access.owner(user)])
        return try row?.value(0) ?? 0
    }

    /// Newest first.
    /// - Parameter kinds: empty for all.
    package func page(
        kinds: [LedgerRow.Kind] = [], of user: String? = nil,
        _ request: PageRequest = PageRequest()
    ) throws -> Page<LedgerRow> {
        var list = ListQuery<LedgerRow>(orderedBy: "created_at", .descending)
        list.conditions.add("credits_ledger.user_id = ?", try access.owner(user))
        if !kinds.isEmpty { list.conditions.add("credits_ledger.kind", in: kinds) }
        return try list.page(request, access)
    }
}

extension Credits where Access == DomainTransaction {
    /// For admins.
    @discardableResult
    package func grant(_ amount: Int64, to user: String, note: String?) throws -> LedgerRow {
        try access.requireAdmin()
        guard amount > 0 else { throw DomainError.invalid(.amount, .outside(1, .max)) }
        return try add(.grant, amount, to: user, note: note)
    }

    /// Up or down; for admins.
    @discardableResult
    package func adjust(_ amount: Int64, of user: String, note: String) throws -> LedgerRow {
        try access.requireAdmin()
        guard amount != 0 else { throw DomainError.invalid(.amount, .empty) }
        return try add(.adjust, amount, to: user, note: note)
    }

    /// Credits a payment once: the same payment again is the same row. For admins: the payment
    /// provider's message says so, not the person.
    /// - Throws: `DomainError.keyReused` when the payment was for something else.
    @discardableResult
    package func purchase(
        _ amount: Int64, by user: String, payment: String, note: String? = nil
    ) throws -> LedgerRow {
        try access.requireAdmin()
        guard amount > 0 else { throw DomainError.invalid(.amount, .outside(1, .max)) }
        guard !payment.isEmpty else { throw DomainError.invalid(.payment, .empty) }
        if let known = try access.record(
            LedgerRow.self, "WHERE user_id = ? AND payment_id = ?", [user, payment])
        {
            guard known.amount == amount else { throw DomainError.keyReused(payment) }
            return known
        }
        return try add(.purchase, amount, to: user, payment: payment, note: note)
    }

    /// Gives a job's price back, once.
    @discardableResult
    package func refund(_ job: String, note: String?) throws -> LedgerRow {
        try access.requireAdmin()
        let job = try access.get(Job.self, job, presence: .any)
        if let known = try row(.refund, of: job.id) { return known }
        let spent = try access.records(
            LedgerRow.self, "WHERE job_id = ? AND kind IN ('spend', 'reserve', 'capture')", [job.id]
        ).reduce(0) { $0 + $1.amount }
        guard spent < 0 else { throw DomainError.invalid(.amount, .outside(1, .max)) }
        return try add(.refund, -spent, to: job.userID, job: job.id, note: note)
    }

    func row(_ kind: LedgerRow.Kind, of job: String) throws -> LedgerRow? {
        try access.record(LedgerRow.self, "WHERE job_id = ? AND kind = ?", [job, kind])
    }

    func add(
        _ kind: LedgerRow.Kind, _ amount: Int64, to user: String, job: String? = nil,
        payment: String? = nil, digits: Int = 6, note: String? = nil
    ) throws -> LedgerRow {
        var row = LedgerRow()
        row.id = access.makeID()
        row.userID = try access.get(User.self, user, presence: .any).id
        row.kind = kind
        row.amount = amount
        row.jobID = job
        row.paymentID = payment
        row.digits = digits
        row.note = note
        row.createdAt = access.now
        try access.insert(row)
        return row
    }
}

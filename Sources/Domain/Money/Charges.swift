/// What jobs cost their owners: each once, in the transaction that brings the job to its state.
struct Charges {
    let access: DomainTransaction

    /// Digits of a credit that accounts show.
    static let digits = 3

    /// Holds the upper limit of a job whose price is reserved.
    /// - Throws: `DomainError.overdraft`.
    func hold(_ job: Job, _ type: TaskType) throws {
        guard type.charging == .reserve, !type.chargesSteering || job.parentID == nil else {
            return
        }
        let needed = try upperLimit(job, type)
        let balance = try access.acting(as: .program).credits.balance(of: job.userID)
        guard balance >= needed else {
            throw DomainError.overdraft(balance: balance, needed: needed)
        }
        if needed > 0 { try add(.reserve, -needed, job) }
    }

    private func upperLimit(_ job: Job, _ type: TaskType) throws -> Int64 {
        if let limit = type.upperLimit { return limit }
        return try Price(of: type).amount(
            of: job, milliseconds: Int64(type.runSeconds) * 1000, units: max(1, job.wanted),
            digits: Charges.digits)
    }

    /// A job came to an end: what was held is given back, and what was done is charged.
    func end(_ job: Job) throws {
        let type = try access.taskTypes.of(job.type)
        if type.chargesSteering, job.parentID != nil { return }
        let price = try price(of: job, type)
        switch type.charging {
        case .none: break
        case .after:
            if price > 0, try ledger.row(.spend, of: job.id) == nil { try add(.spend, -price, job) }
        case .reserve: try capture(job, price)
        }
    }

    /// Takes the price of what was held, and gives the rest back.
    private func capture(_ job: Job, _ price: Int64) throws {
        guard let held = try ledger.row(.reserve, of: job.id),
            try ledger.row(.capture, of: job.id) == nil
        else { return }
        try add(.capture, -held.amount - min(price, -held.amount), job)
    }

    /// That of a completed job; of a steering one, however it ended, that of its completed parts. Work of
    /// the owner's own worker is free.
    private func price(of job: Job, _ type: TaskType) throws -> Int64 {
        let price = try Price(of: type)
        if job.isSteering {
            let parts = try access.records(
                Job.self, "WHERE parent_id = ? AND status = 'completed'", [job.id]
            ).filter { !$0.isOwnWorker }
            if !parts.isEmpty {
                return price.amount(
                    of: job, milliseconds: parts.reduce(0) { $0 + $1.workedMilliseconds },
                    units: parts.count, digits: Charges.digits)
            }
            return 0
        }
        guard job.status == .completed, !job.isOwnWorker else { return 0 }
        return price.amount(
            of: job, milliseconds: job.workedMilliseconds,
            units: max(1, job.received, job.outputs.count),
            digits: Charges.digits)
    }

    private var ledger: Credits<DomainTransaction> { access.acting(as: .program).credits }

    private func add(_ kind: LedgerRow.Kind, _ amount: Int64, _ job: Job) throws {
        _ = try ledger.add(kind, amount, to: job.userID, job: job.id, digits: Charges.digits)
    }
}

extension DomainTransaction {
    var charges: Charges { Charges(access: self) }
}

extension Job {
    var workedMilliseconds: Int64 {
        guard let startedAt, let endedAt else { return 0 }
        return max(0, endedAt - startedAt)
    }
}

import GRDB
import Testing

@testable import Catalog
@testable import Domain

@Suite("Money") struct MoneyTests {
    let domain: TestDomain
    let ann: User
    let worker: Worker

    init() throws {
        domain = try TestDomain()
        ann = try domain.makeUser("ann")
        worker = try domain.write(as: domain.owner) {
            try $0.workers.register(name: "gpu", isShared: true)
        }
    }

    private func setType(_ name: String, _ change: (inout TaskType) throws -> Void) throws {
        _ = try domain.write(as: domain.owner) { try $0.taskTypes.set(name, change) }
    }

    private func run(_ type: String, seconds: Int64, _ fill: (inout Job) throws -> Void = { _ in })
        throws -> Job
    {
        let job = try domain.write(as: ann) { try $0.jobs.enqueue(type, JobRequest(), fill) }
        let held = try #require(try domain.write(as: domain.owner) { try $0.jobs.claim(worker.id) })
        #expect(held.job.id == job.id)
        domain.clock.advance(seconds: seconds)
        return try domain.write(as: domain.owner) {
            try $0.jobs.complete(
                job.id, lease: held.lease, outputs: [JobOutput(index: 1, asset: nil)]
            ).job
        }
    }

    @Test("is charged after the work, once, by the second, and may go below nothing")
    func after() throws {
        try setType("paint") {
            ($0.charging, $0.billing, $0.price) = (.after, .perSecond, 27_800_000)
            $0.factors = try JSONText(#"{"resolution": {"1080p": "1.5"}, "frames": "0.0001"}"#)
        }
        let job = try domain.write(as: ann) { try $0.jobs.enqueue("paint") }
        #expect(try domain.write(as: domain.owner) { try $0.jobs.claim(worker.id) } == nil)
        #expect(try domain.read(as: ann) { try $0.jobs.waitingReason(job.id) } == .credits)
        try domain.write(as: ann) { _ = try $0.jobs.cancel(job.id) }
        try domain.grant(1_000_000, to: ann)
        _ = try run("paint", seconds: 10)
        // 0.0278 × 10 = 0.278
        #expect(try domain.balance(of: ann) == 722_000)
        _ = try run("paint", seconds: 100) {
            $0.parameters = try JSONText(#"{"resolution": "1080p", "frames": 81}"#)
        }
        // (0.0278 × 100 + 81 × 0.0001 × 100) × 1.5 = 5.385
        #expect(try domain.balance(of: ann) == 722_000 - 5_385_000)
        try domain.expectRebuilds()
    }

    @Test("is rounded half up to the digits of the account")
    func rounding() throws {
        func amount(_ price: Int64, _ milliseconds: Int64, _ digits: Int) throws -> Int64 {
            var type = TaskType()
            type.price = price
            return try Price(of: type).amount(
                of: Job(), milliseconds: milliseconds, units: 1, digits: digits)
        }
        #expect(try amount(500_000, 1000, 3) == 1000)
        #expect(try amount(499_999, 1000, 3) == 0)
        #expect(try amount(1_500_000, 1000, 3) == 2000)
        #expect(try amount(1_234_567, 1000, 6) == 1235)
        #expect(try amount(.max, .max, 3) == .max)
    }

    @Test("is held before the work where the type says so, and the rest given back")
    func reserve() throws {
        try setType("film") {
            ($0.charging, $0.billing, $0.price) = (.reserve, .perSecond, 100_000_000)
            $0.upperLimit = 5_000_000
        }
        try domain.grant(6_000_000, to: ann)
        let job = try domain.write(as: ann) { try $0.jobs.enqueue("film") }
        #expect(try domain.balance(of: ann) == 1_000_000)
        #expect(throws: DomainError.overdraft(balance: 1_000_000, needed: 5_000_000)) {
            try domain.write(as: ann) { _ = try $0.jobs.enqueue("film") }
        }
        let held = try #require(try domain.write(as: domain.owner) { try $0.jobs.claim(worker.id) })
        domain.clock.advance(seconds: 20)
        _ = try domain.write(as: domain.owner) {
            try $0.jobs.complete(
                job.id, lease: held.lease, outputs: [JobOutput(index: 1, asset: nil)])
        }
        #expect(try domain.balance(of: ann) == 4_000_000)
        try domain.grant(2_000_000, to: ann)
        let next = try domain.write(as: ann) { try $0.jobs.enqueue("film") }
        try domain.write(as: ann) { _ = try $0.jobs.cancel(next.id) }
        #expect(try domain.balance(of: ann) == 6_000_000)
        for _ in 0..<2 {
            try domain.write(as: domain.owner) { _ = try $0.credits.refund(job.id, note: "dark") }
        }
        #expect(try domain.balance(of: ann) == 8_000_000)
        try domain.expectRebuilds()
    }

    @Test("of parts is paid by their steering job, also when it is cancelled; own workers are free")
    func steering() throws {
        try setType("steer") {
            ($0.isSteering, $0.charging, $0.price) = (true, .after, 1_000_000_000)
        }
        try setType("part") {
            ($0.charging, $0.price, $0.chargesSteering) = (.after, 9_000_000_000, true)
        }
        try domain.grant(100_000_000, to: ann)
        let steering = try domain.write(as: ann) { try $0.jobs.enqueue("steer") }
        _ = try domain.write(as: domain.owner) { try $0.jobs.claim(worker.id) }
        var request = JobRequest()
        request.parent = steering.id
        let below = request
        for seconds in [3, 4] as [Int64] {
            _ = try domain.write(as: ann) { try $0.jobs.enqueue("part", below) }
            let held = try #require(
                try domain.write(as: domain.owner) { try $0.jobs.claim(worker.id) })
            domain.clock.advance(seconds: seconds)
            _ = try domain.write(as: domain.owner) {
                try $0.jobs.complete(
                    held.job.id, lease: held.lease, outputs: [JobOutput(index: 1, asset: nil)])
            }
        }
        #expect(try domain.balance(of: ann) == 100_000_000)
        try domain.write(as: ann) { _ = try $0.jobs.cancel(steering.id) }
        #expect(try domain.balance(of: ann) == 93_000_000)
        let own = try domain.write(as: ann) { try $0.workers.register(name: "mine") }
        let job = try domain.write(as: ann) { try $0.jobs.enqueue("part") }
        let held = try #require(try domain.write(as: ann) { try $0.jobs.claim(own.id) })
        domain.clock.advance(seconds: 9)
        _ = try domain.write(as: ann) {
            try $0.jobs.complete(
                job.id, lease: held.lease, outputs: [JobOutput(index: 1, asset: nil)])
        }
        #expect(try domain.balance(of: ann) == 93_000_000)
    }

    @Test("that was paid is credited once, and the ledger stays as it is written")
    func ledger() throws {
        for _ in 0..<2 {
            try domain.write(as: domain.owner) {
                _ = try $0.credits.purchase(5_000_000, by: ann.id, payment: "pi_1")
            }
        }
        #expect(try domain.balance(of: ann) == 5_000_000)
        #expect(throws: DomainError.keyReused("pi_1")) {
            try domain.write(as: domain.owner) {
                _ = try $0.credits.purchase(6_000_000, by: ann.id, payment: "pi_1")
            }
        }
        #expect(throws: DomainError.adminsOnly) {
            try domain.write(as: ann) { _ = try $0.credits.grant(1, to: ann.id, note: nil) }
        }
        for sql in ["UPDATE credits_ledger SET amount = 1", "DELETE FROM credits_ledger"] {
            #expect(throws: DatabaseError.self) {
                try domain.queue.write { try $0.execute(sql: sql) }
            }
        }
    }

    @Test("adds up like a plain list, whatever is done", arguments: UInt64(1)...6)
    func model(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        try setType("film") {
            ($0.charging, $0.price, $0.upperLimit) = (.reserve, 10_000_000, 300_000)
        }
        var balance: Int64 = 0
        for step in 0..<40 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let amount = Int64.random(in: 1...1_000_000, using: &random)
                try domain.grant(amount, to: ann)
                balance += amount
            case 1:
                let amount = Int64.random(in: 1...9, using: &random) * 1000
                let payment = "p\(Int.random(in: 0..<5, using: &random))"
                let known = try domain.read(as: ann) {
                    try $0.record(LedgerRow.self, "WHERE payment_id = ?", [payment])
                }
                try? domain.write(as: domain.owner) {
                    _ = try $0.credits.purchase(amount, by: ann.id, payment: payment)
                }
                if known == nil { balance += amount }
            case 2 where balance >= 300_000:
                let seconds = Int64.random(in: 0...50, using: &random)
                _ = try run("film", seconds: seconds)
                balance -= min(seconds * 10_000, 300_000)
            default:
                let job = try? domain.write(as: ann) { try $0.jobs.enqueue("film") }
                #expect((job != nil) == (balance >= 300_000), "step \(step)")
                if let job { try domain.write(as: ann) { _ = try $0.jobs.cancel(job.id) } }
            }
            #expect(try domain.balance(of: ann) == balance)
        }
        try domain.expectRebuilds()
    }

    @Test("that calls cost is totalled by currency, and follows changes, moves and deletion")
    func costs() throws {
        let (first, second) = try domain.write(as: ann) {
            (try $0.sessions.create(.ad), try $0.sessions.create(.ad))
        }
        func add(_ amount: Int64, _ currency: String, _ call: String?, latency: Int64?) throws
            -> Cost
        {
            var target = CostTarget()
            target.session = first.id
            let session = target
            return try domain.write(as: ann) {
                try $0.costs.add(session) {
                    $0.provider = "replicate"
                    $0.category = .imageGeneration
                    ($0.amount, $0.currency, $0.callID) = (amount, currency, call)
                    $0.latencyMilliseconds = latency
                    $0.isSuccess = call != nil
                }
            }
        }
        func totals(_ session: Session) throws -> [String: Int64] {
            var filter = CostFilter()
            filter.session = session.id
            return try domain.read(as: ann) { try $0.costs.totals(filter) }
        }
        let dollar = try add(50_000, "USD", "c1", latency: 10)
        #expect(try add(50_000, "USD", "c1", latency: 10) == dollar, "one call is one cost")
        _ = try add(20_000, "USD", nil, latency: 13)
        let euro = try add(7, "EUR", "c2", latency: nil)
        #expect(try totals(first) == ["USD": 70_000, "EUR": 7])
        let groups = try domain.read(as: ann) { try $0.costs.breakdown() }
        #expect(groups.map(\.amount) == [70_000, 7])
        #expect(groups.map(\.meanLatencyMilliseconds) == [12, nil])
        try domain.write(as: ann) { transaction in
            try transaction.costs.edit(dollar.id) { $0.amount = 60_000 }
            try transaction.costs.move(dollar.id, to: second.id)
            try transaction.costs.delete(euro.id)
        }
        #expect(try totals(first) == ["USD": 20_000])
        #expect(try totals(second) == ["USD": 60_000])
        try domain.expectRebuilds()
    }
}

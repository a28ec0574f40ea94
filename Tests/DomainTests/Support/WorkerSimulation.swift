import Testing

@testable import Catalog
@testable import Domain

/// Random work of persons, workers and whoever keeps the queue, by a clock that it moves itself. What has to
/// hold is asked again and again; at last all messages arrive, and everything ends.
final class WorkerSimulation {
    private struct SimulatedWorker {
        let id: String
        let viewer: Viewer
        var held: HeldJob?
    }

    private static let grant: Int64 = 10_000_000_000

    private let domain: TestDomain
    private let persons: [User]
    private var workers: [SimulatedWorker] = []
    private var random: SeededRandom
    private var left: Int
    private var jobs: [String] = []
    /// What was answered to whoever completed a job.
    private var answers: [String: JobCompletion] = [:]
    private var ends: [String: Job.Status] = [:]
    private var losesMessages = true

    init(seed: UInt64, workers count: Int, jobs: Int) throws {
        let domain = try TestDomain()
        self.domain = domain
        random = SeededRandom(seed: seed)
        left = jobs
        persons = try (0..<6).map { try domain.makeUser("person\($0)") }
        for person in persons { try domain.grant(WorkerSimulation.grant, to: person) }
        try domain.write(as: domain.owner) { transaction in
            try transaction.taskTypes.set("after") {
                ($0.charging, $0.billing, $0.price) = (.after, .perUnit, 1_000_000_000)
            }
            try transaction.taskTypes.set("reserve") {
                ($0.charging, $0.billing, $0.price) = (.reserve, .perUnit, 2_000_000_000)
                $0.upperLimit = 3_000_000
            }
            try transaction.taskTypes.set("steer") { ($0.isSteering, $0.outcome) = (true, .none) }
        }
        for number in 0..<count {
            let isOwn = number % 7 == 0
            let viewer = isOwn ? persons[number % persons.count].viewer : domain.owner.viewer
            let worker = try domain.write(as: viewer) {
                try $0.workers.register(name: "w\(number)", id: "w\(number)", isShared: !isOwn)
            }
            workers.append(SimulatedWorker(id: worker.id, viewer: viewer))
        }
    }

    func run() throws {
        var steps = 0
        while left > 0 {
            try step()
            steps += 1
            if steps % 40 == 0 { try check() }
        }
        losesMessages = false
        for _ in 0..<400 {
            for index in workers.indices { try act(index) }
            domain.clock.advance(seconds: 1)
            try expire()
            if try open() == 0 { break }
        }
        #expect(try open() == 0, "nothing waits or runs for ever")
        try check()
        try checkMoney()
        let contradictions = try domain.read(as: domain.owner) {
            try DomainCheck(on: $0.connection).contradictions(limit: 10).map(\.words)
        }
        #expect(contradictions == [])
        try domain.expectRebuilds()
    }

    private func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private func step() throws {
        domain.clock.advance(milliseconds: Int64.random(in: 1...2500, using: &random))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<12: try enqueue()
        case 12..<14: try cancel()
        case 14..<20: try expire()
        default: try act(Int.random(in: workers.indices, using: &random))
        }
    }

    private func enqueue() throws {
        left -= 1
        let person = persons.randomElement(using: &random)!
        let type = ["after", "reserve", "free", "steer"].randomElement(using: &random)!
        var request = JobRequest()
        request.id = "job\(left)"
        if chance(20), let other = jobs.randomElement(using: &random),
            try domain.read(as: person, { try $0.find(Job.self, other) }) != nil
        {
            if chance(50) { request.dependencies = [other] } else { request.parent = other }
        }
        // The answer gets lost: the person asks again, and it is the same job.
        for _ in 0...(chance(15) ? 1 : 0) {
            let job = try domain.write(as: person) { [request] in
                try $0.jobs.enqueue(type, request)
            }
            #expect(job.id == request.id)
        }
        jobs.append("job\(left)")
    }

    private func cancel() throws {
        guard let id = jobs.randomElement(using: &random) else { return }
        try attempt { try self.domain.write(as: self.domain.owner) { _ = try $0.jobs.cancel(id) } }
    }

    private func expire() throws {
        while try domain.write(as: domain.owner, { try $0.jobs.expireLeases(limit: 50) }) == 50 {}
    }

    /// - Returns: whether it was carried out; what the states and leases refuse is no fault.
    @discardableResult
    private func attempt(_ body: () throws -> Void) throws -> Bool {
        do {
            try body()
            return true
        } catch DomainError.wrongState, DomainError.leaseLost {
            return false
        }
    }

    private func act(_ index: Int) throws {
        // The request is lost.
        if losesMessages, chance(10) { return }
        guard let held = workers[index].held else { return try claim(index) }
        if losesMessages, chance(8) {
            // It dies, and comes back without knowing what it did.
            workers[index].held = nil
            return
        }
        let (viewer, id, lease) = (workers[index].viewer, held.job.id, held.lease)
        switch losesMessages ? Int.random(in: 0..<100, using: &random) : 99 {
        case 0..<35:
            let isHeld = try attempt {
                try self.domain.write(as: viewer) { _ = try $0.jobs.heartbeat(id, lease: lease) }
            }
            if !isHeld { workers[index].held = nil }
        case 35..<40:
            try attempt {
                try self.domain.write(as: viewer) {
                    _ = try $0.jobs.crash(id, lease: lease, reason: "crash")
                }
            }
            workers[index].held = nil
        case 40..<44:
            try attempt {
                try self.domain.write(as: viewer) {
                    _ = try $0.jobs.release(id, lease: lease, reason: "busy")
                }
            }
            workers[index].held = nil
        case 44..<46:
            try attempt {
                try self.domain.write(as: viewer) {
                    _ = try $0.jobs.fail(id, lease: lease, error: "no")
                }
            }
            workers[index].held = nil
        case 46..<60: break
        default: try complete(index, held)
        }
    }

    private func claim(_ index: Int) throws {
        let worker = workers[index]
        let held = try domain.write(as: worker.viewer) { try $0.jobs.claim(worker.id) }
        // The answer is lost: the job is held by somebody who does not know.
        if losesMessages, chance(10) { return }
        workers[index].held = held
    }

    private func complete(_ index: Int, _ held: HeldJob) throws {
        let outputs = held.job.type == "steer" ? [] : [JobOutput(index: 1, asset: nil)]
        var answer: JobCompletion?
        let isDone = try attempt {
            answer = try self.domain.write(as: self.workers[index].viewer) {
                try $0.jobs.complete(held.job.id, lease: held.lease, outputs: outputs)
            }
        }
        if isDone, let answer {
            // Whoever completes it again hears the same.
            if let known = answers[held.job.id] {
                #expect(known.generations == answer.generations)
            }
            answers[held.job.id] = answer
        }
        // The answer is lost: it says so again later.
        if isDone, losesMessages, chance(15) { return }
        workers[index].held = nil
    }

    private func open() throws -> Int {
        try domain.read(as: domain.owner) {
            try $0.count(
                "SELECT count(*) FROM jobs WHERE status IN ('pending', 'processing')", [])
        }
    }

    // MARK: What has to hold

    private func check() throws {
        let all = try domain.read(as: domain.owner) { try $0.records(Job.self, "") }
        let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
        var running: [String: Int] = [:]
        for job in all {
            if let end = ends[job.id] { #expect(job.status == end, "what ended stays as it is") }
            if job.status.isFinal { ends[job.id] = job.status }
            #expect(job.attempts <= job.maxAttempts)
            if job.attempts == job.maxAttempts { #expect(job.status == .failed) }
            if job.status == .processing, !job.isSteering, !job.isOwnWorker {
                running[job.userID, default: 0] += 1
            }
        }
        #expect(running.values.allSatisfy { $0 <= 5 }, "\(running)")
        for link in try domain.read(as: domain.owner, { try $0.records(JobDependency.self, "") }) {
            let (job, other) = (byID[link.jobID]!, byID[link.dependsOnID]!)
            let began = job.status == .processing || job.status == .completed
            #expect(!began || other.status == .completed, "\(link)")
        }
        // What came of a job is one generation, however often it was completed.
        let rows = try domain.read(as: domain.owner) {
            try $0.connection.rows("SELECT job_id, count(*) FROM generations GROUP BY job_id")
        }
        for row in rows {
            let (id, count): (String, Int) = (try row.value(0), try row.value(1))
            #expect(count == 1 && byID[id]?.status == .completed)
        }
    }

    private func checkMoney() throws {
        let all = try domain.read(as: domain.owner) { try $0.records(Job.self, "") }
        for person in persons {
            let paid = all.filter {
                $0.userID == person.id && $0.status == .completed && !$0.isOwnWorker
            }
            let price = paid.reduce(Int64(0)) {
                switch $1.type {
                case "after": $0 + 1_000_000
                case "reserve": $0 + 2_000_000
                default: $0
                }
            }
            #expect(try domain.balance(of: person) == WorkerSimulation.grant - price)
        }
    }
}

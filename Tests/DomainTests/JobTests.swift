import Testing

@testable import Domain

@Suite("Jobs") struct JobTests {
    let domain: TestDomain
    let ann: User
    let shared: Worker

    init() throws {
        domain = try TestDomain()
        ann = try domain.makeUser("ann")
        shared = try domain.write(as: domain.owner) {
            try $0.workers.register(name: "gpu-1", isShared: true)
        }
    }

    private func enqueue(
        _ type: String = "paint", after: [Job] = [], below parent: Job? = nil, as user: User? = nil,
        _ fill: (inout Job) throws -> Void = { _ in }
    ) throws -> Job {
        var request = JobRequest()
        request.dependencies = after.map(\.id)
        request.parent = parent?.id
        domain.clock.advance(milliseconds: 1)
        return try domain.write(as: user ?? ann) { try $0.jobs.enqueue(type, request, fill) }
    }

    private func claim(_ fill: (inout ClaimRequest) -> Void = { _ in }) throws -> HeldJob? {
        var request = ClaimRequest()
        fill(&request)
        return try domain.write(as: domain.owner) { try $0.jobs.claim(shared.id, request) }
    }

    private func complete(_ held: HeldJob) throws -> JobCompletion {
        try domain.write(as: domain.owner) {
            try $0.jobs.complete(
                held.job.id, lease: held.lease, outputs: [JobOutput(index: 1, asset: nil)])
        }
    }

    private func status(_ job: Job) throws -> Job.Status {
        try domain.read(as: domain.owner) { try $0.get(Job.self, job.id, presence: .any).status }
    }

    @Test("change their state as their table says")
    func transitions() throws {
        for from in Job.Status.allCases {
            for to in Job.Status.allCases {
                let job = try enqueue { _ in }
                let changed = try domain.write(as: ann) { transaction in
                    try transaction.update(job) {
                        $0.status = from
                        if from == .processing { $0.leaseUntil = .max }
                    }
                }
                let isRefused: Bool
                do {
                    try domain.write(as: ann) { try $0.jobs.requireNext(changed, to) }
                    isRefused = false
                } catch is DomainError { isRefused = true }
                #expect(isRefused == !from.next.contains(to), "\(from) → \(to)")
            }
        }
    }

    @Test("are claimed by priority, then age, and held under a lease")
    func claims() throws {
        let old = try enqueue()
        let urgent = try enqueue { $0.priority = 5 }
        let young = try enqueue()
        let first = try #require(try claim())
        #expect(first.job.id == urgent.id && first.lease == 1)
        #expect(try claim()?.job.id == old.id)
        #expect(try claim()?.job.id == young.id)
        #expect(try claim() == nil)
        let done = try complete(first)
        #expect(done.job.status == .completed && done.generations.count == 1)
        #expect(try complete(first) == done, "again: the same answer")
        try domain.expectRebuilds()
    }

    @Test("are claimed by kind, place and model, but not for ever")
    func preferences() throws {
        try domain.write(as: domain.owner) { try $0.taskTypes.set("call") { $0.runPlace = .api } }
        _ = try enqueue("call")
        let other = try enqueue { $0.model = "flux" }
        let loaded = try enqueue { $0.model = "sdxl" }
        #expect(try claim { $0.types = ["upscale"] } == nil)
        #expect(try claim { ($0.models, $0.onlyModels) = (["none"], true) } == nil)
        let held = try #require(try claim { $0.models = ["sdxl"] })
        #expect(held.job.id == loaded.id)
        try domain.write(as: domain.owner) {
            _ = try $0.jobs.release(held.job.id, lease: held.lease, reason: "busy")
        }
        domain.clock.advance(seconds: 301)
        #expect(try claim { $0.models = ["sdxl"] }?.job.id == other.id, "it waited too long")
        #expect(try claim()?.job.id == loaded.id)
        #expect(try claim() == nil, "the call is for others")
    }

    @Test("run five a person at a time; why one waits is said, and counted")
    func reasons() throws {
        let bob = try domain.makeUser("bob")
        let jobs = try (0..<7).map { _ in try enqueue() }
        let bobs = try enqueue(as: bob)
        for _ in 0..<5 { #expect(try claim()?.job.userID == ann.id) }
        #expect(try claim()?.job.id == bobs.id)
        #expect(try claim() == nil)
        func reason(_ job: Job) throws -> WaitingReason? {
            try domain.read(as: ann) { try $0.jobs.waitingReason(job.id) }
        }
        #expect(try reason(jobs[6]) == .limit)
        #expect(try reason(jobs[0]) == nil)
        let dependent = try enqueue(after: [jobs[6]])
        #expect(try reason(dependent) == .dependencies)
        #expect(
            try domain.read(as: ann) { try $0.jobs.waiting() } == [.limit: 2, .dependencies: 1])
        #expect(try domain.read(as: bob) { try $0.jobs.waiting() } == [:])
        try domain.write(as: ann) {
            try $0.users.edit(ann.id) { $0.settings = try JSONText(#"{"shared_workers": false}"#) }
        }
        #expect(try reason(jobs[6]) == .switchedOff)
        let own = try domain.write(as: ann) { try $0.workers.register(name: "mine") }
        let taken = try domain.write(as: ann) { try $0.jobs.claim(own.id) }
        #expect(taken?.job.id == jobs[5].id, "an own worker takes what its owner has")
        #expect(taken?.job.isOwnWorker == true)
    }

    @Test("wait for those they depend on, and end with them")
    func dependencies() throws {
        let first = try enqueue()
        let second = try enqueue(after: [first])
        let third = try enqueue(after: [first, second])
        let held = try #require(try claim())
        #expect(held.job.id == first.id)
        #expect(try claim() == nil)
        _ = try complete(held)
        #expect(try claim()?.job.id == second.id)
        try domain.write(as: ann) { _ = try $0.jobs.cancel(second.id) }
        #expect(try status(third) == .cancelled)
        let late = try enqueue(after: [second])
        #expect(late.status == .cancelled && late.error?.contains(second.id) == true)
        #expect(try status(first) == .completed, "what is finished stays")
        try domain.expectRebuilds()
    }

    @Test("of a steering job end with it, and it with them")
    func families() throws {
        try domain.write(as: domain.owner) {
            try $0.taskTypes.set("steer") { $0.isSteering = true }
        }
        let steering = try enqueue("steer")
        _ = try claim()
        let parts = try (0..<3).map { _ in try enqueue(below: steering) }
        let held = try #require(try claim())
        _ = try complete(held)
        let second = try #require(try claim())
        try domain.write(as: domain.owner) {
            _ = try $0.jobs.fail(second.job.id, lease: second.lease, error: "black picture")
        }
        #expect(try parts.map(status) == [.completed, .failed, .cancelled])
        #expect(try status(steering) == .failed)
        try domain.expectRebuilds()
    }

    @Test("come back when their worker is lost, and fail when they are out of tries")
    func losses() throws {
        let job = try enqueue()
        var held = try #require(try claim())
        domain.clock.advance(seconds: 59)
        try domain.write(as: domain.owner) { try $0.jobs.heartbeat(job.id, lease: held.lease) }
        domain.clock.advance(seconds: 59)
        func expire() throws -> Int {
            try domain.write(as: domain.owner) { try $0.jobs.expireLeases() }
        }
        #expect(try expire() == 0)
        domain.clock.advance(seconds: 1)
        #expect(try expire() == 1)
        #expect(throws: DomainError.leaseLost(job: job.id, lease: 1)) { try complete(held) }
        held = try #require(try claim())
        #expect(held.lease == 2 && held.job.attempts == 1)
        try domain.write(as: domain.owner) {
            _ = try $0.jobs.release(job.id, lease: held.lease, reason: "the machine is needed")
        }
        held = try #require(try claim())
        #expect(held.job.attempts == 1 && held.job.returned == "the machine is needed")
        try domain.write(as: domain.owner) {
            _ = try $0.jobs.crash(job.id, lease: held.lease, reason: "out of memory")
        }
        held = try #require(try claim())
        domain.clock.advance(seconds: 61)
        #expect(try expire() == 1)
        #expect(try status(job) == .failed)
        #expect(throws: DomainError.wrongState(.jobs, job.id, state: "failed", allowed: [])) {
            try complete(held)
        }
        try domain.expectRebuilds()
    }

    @Test("do not run for ever, whatever their worker says")
    func endless() throws {
        try domain.write(as: domain.owner) {
            try $0.taskTypes.set("paint") { $0.runSeconds = 100 }
        }
        let job = try enqueue()
        let held = try #require(try claim())
        for _ in 0..<3 {
            domain.clock.advance(seconds: 40)
            try domain.write(as: domain.owner) { try $0.jobs.heartbeat(job.id, lease: held.lease) }
        }
        #expect(try domain.write(as: domain.owner) { try $0.jobs.expireLeases() } == 1)
        #expect(try status(job) == .failed)
    }

    @Test("are the same when they are enqueued again with their id")
    func clientIDs() throws {
        let asset = try domain.makeAsset("picture", of: ann)
        var request = JobRequest()
        request.id = "mine-1"
        request.references = [JobReference(asset: asset), JobReference(asset: asset, role: "pose")]
        let sent = request
        let first = try domain.write(as: ann) { try $0.jobs.enqueue("paint", sent) }
        let again = try domain.write(as: ann) { try $0.jobs.enqueue("paint", sent) }
        #expect(first == again)
        #expect(
            try domain.read(as: ann) { try $0.jobs.references(of: "mine-1").map(\.role) } == [
                "reference", "pose",
            ])
        request.id = nil
        request.references = [JobReference(asset: asset), JobReference(asset: asset)]
        let doubled = request
        #expect(throws: DomainError.invalid(.references, .repeated(asset))) {
            try domain.write(as: ann) { _ = try $0.jobs.enqueue("paint", doubled) }
        }
        let bob = try domain.makeUser("bob")
        #expect(throws: DomainError.notFound(.assets, asset)) {
            try domain.write(as: bob) { _ = try $0.jobs.enqueue("paint", doubled) }
        }
    }

    @Test("form trees without circles")
    func trees() throws {
        let root = try enqueue()
        let branch = try enqueue(below: root)
        let leaf = try enqueue(below: branch)
        #expect(throws: DomainError.cycle(.jobs, root.id)) {
            try domain.write(as: ann) { _ = try $0.jobs.move(root.id, below: leaf.id) }
        }
        #expect(throws: DomainError.cycle(.jobs, root.id)) {
            try domain.write(as: ann) { _ = try $0.jobs.move(root.id, below: root.id) }
        }
        try domain.write(as: ann) { _ = try $0.jobs.move(leaf.id, below: root.id) }
        #expect(
            try domain.read(as: ann) { try $0.jobs.children(of: root.id).map(\.id) } == [
                branch.id, leaf.id,
            ])
    }
}

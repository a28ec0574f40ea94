import ContentStore
import Domain
import StillStoreCore
import StillStoreRuns
import Values

/// One job from its request to its output, each step reported when it is done. Again: what is done is
/// not done twice.
func doJob(_ library: Library, _ file: FilePath) async throws {
    let owner = try library.domain.viewer()
    let job = try library.domain.change(as: owner) { transaction in
        var request = JobRequest()
        request.id = "job-1"
        return try transaction.jobs.enqueue("paint", request) { $0.prompt = "a cat" }
    }
    tell(["step": "enqueued"])
    let (worker, lease) = try library.domain.change(as: owner) { transaction in
        let worker = try transaction.workers.register(name: "gpu", id: "worker-1", isShared: true)
        // Its holder was killed.
        if job.status == .processing {
            _ = try transaction.jobs.crash(job.id, lease: job.lease, reason: "killed")
        }
        return (worker, try transaction.jobs.claim(worker.id)?.lease ?? job.lease)
    }
    tell(["step": "claimed", "worker": worker.id])
    let outcome = try await JobOutputs(library).complete(
        job.id, lease: lease, as: owner, [OutputFile(JobOutput(index: 1, asset: nil), .file(file))])
    let completion = try outcome.completion.get()
    tell(["step": "completed", "generation": completion.generations.joined()])
}

/// Takes jobs and completes them until there are none.
func doAllJobs(_ library: Library, as name: String) throws {
    let owner = try library.domain.viewer()
    let worker = try library.domain.change(as: owner) {
        try $0.workers.register(name: name, id: name, isShared: true)
    }
    var request = ClaimRequest()
    request.rules.runningLimit = 100
    while true {
        let held = try library.domain.change(as: owner) { try $0.jobs.claim(worker.id, request) }
        guard let held else { return }
        try library.domain.change(as: owner) {
            _ = try $0.jobs.complete(
                held.job.id, lease: held.lease, outputs: [JobOutput(index: 1, asset: nil)])
        }
        tell(["job": held.job.id])
    }
}

package import Domain

/// A job that a worker holds.
package struct HeldJobJSON: WireJSON {
    package let lease: Int
    package let job: JobJSON
    package let references: [JobReferenceJSON]

    package init(_ held: HeldJob) {
        lease = held.lease
        job = JobJSON(held.job)
        references = held.references.map(JobReferenceJSON.init(_:))
    }
}

/// Until when a job is held.
package struct LeaseJSON: WireJSON {
    package let job: String
    package let lease: Int
    package let lease_until: Timestamp

    package init(job: String, lease: Int, leaseUntil: Int64) {
        self.job = job
        self.lease = lease
        lease_until = Timestamp(leaseUntil)
    }
}

/// What a completion made.
package struct JobCompletionJSON: WireJSON {
    package let job: JobJSON
    package let generations, variants, failures: [String]

    package init(_ completion: JobCompletion) {
        job = JobJSON(completion.job)
        generations = completion.generations
        variants = completion.variants
        failures = completion.failures
    }
}

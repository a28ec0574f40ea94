package import Domain

/// A picture that a job is given.
package struct JobReferenceJSON: WireJSON {
    package let asset_id, role: String
    package let position: Int

    package init(_ reference: JobReference) {
        asset_id = reference.assetID
        role = reference.role
        position = reference.position
    }
}

/// A job with what it is given and waits for.
package struct JobDetailsJSON: WireJSON {
    package let job: JobJSON
    package let references: [JobReferenceJSON]
    package let dependencies, steps: [String]
    package let waiting_reason: String?

    package init(
        job: JobJSON, references: [JobReferenceJSON], dependencies: [String], steps: [String],
        waitingReason: String?
    ) {
        self.job = job
        self.references = references
        self.dependencies = dependencies
        self.steps = steps
        waiting_reason = waitingReason
    }
}

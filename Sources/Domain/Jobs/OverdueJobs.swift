extension Jobs {
    /// Whether there is something for `expireLeases` to do.
    package func areOverdue() throws -> Bool {
        try access.record(
            Job.self, "WHERE status = 'processing' AND lease_until <= ?", [access.now]) != nil
            || access.record(
                Job.self, "WHERE status = 'processing' AND run_until <= ?", [access.now]) != nil
    }
}

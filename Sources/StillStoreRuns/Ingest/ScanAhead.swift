import StillStoreCore

/// Has the next findings sought while the last ones are used.
struct ScanAhead {
    private let scan: SourceScan
    private var sought: Task<[SourceScan.Finding], any Error>?

    init(_ scan: SourceScan) { self.scan = scan }

    /// None at the end.
    mutating func next() async throws -> [SourceScan.Finding] {
        let findings = try await (sought ?? seek()).value
        sought = findings.isEmpty ? nil : seek()
        return findings
    }

    /// Waits for what is still being sought: nothing may be at work when the library is closed.
    mutating func end() async {
        _ = await sought?.result
        sought = nil
    }

    private func seek() -> Task<[SourceScan.Finding], any Error> {
        Task { [scan] in try await scan.next() }
    }
}

/// Has the next findings sought while the last ones are used.
struct SurveyAhead {
    private let survey: Survey
    private var sought: Task<[Survey.Finding], any Error>?

    init(_ survey: Survey) { self.survey = survey }

    /// None at the end.
    mutating func next() async throws -> [Survey.Finding] {
        let findings = try await (sought ?? seek()).value
        sought = findings.isEmpty ? nil : seek()
        return findings
    }

    /// Waits for what is still being sought: nothing may be at work when the library is closed.
    mutating func end() async {
        _ = await sought?.result
        sought = nil
    }

    private func seek() -> Task<[Survey.Finding], any Error> {
        Task { [survey] in try await survey.next() }
    }
}

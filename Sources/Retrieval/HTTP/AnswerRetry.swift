import Foundation

/// How the requests of listings are tried again: a few times at once, and then, if the run waits,
/// by the retry policy. A listing continues with the page that failed.
package struct AnswerRetry: Sendable {
    let policy: RetryPolicy
    /// Beyond the few seconds that every listing has.
    let waits: Bool
    /// UTC milliseconds.
    let now: @Sendable () -> Int64
    /// 0 to 1.
    let random: @Sendable () -> Double
    /// Returns at that time, or earlier if the run is to end.
    let pause: @Sendable (_ until: Int64, _ isStopped: @Sendable () -> Bool) -> Void

    package init(
        _ policy: RetryPolicy, waits: Bool, now: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> Double,
        pause: @escaping @Sendable (Int64, @Sendable () -> Bool) -> Void
    ) {
        self.policy = policy
        self.waits = waits
        self.now = now
        self.random = random
        self.pause = pause
    }

    private static let firstPause = 0.5
    private static let quickTries = 3
    /// A longer wait that the server asks for is left to the policy.
    private static let longestQuickPause = 30.0

    /// When a request that failed `count` times is sent again; nil if it is not.
    func next(after error: RetrievalError, host: String, failures count: Int) -> Int64? {
        if error.kind == .stopped || policy.rule(for: error, host: host).isPermanent { return nil }
        let asked = error.retryAfterSeconds ?? 0
        if count <= AnswerRetry.quickTries, asked <= AnswerRetry.longestQuickPause {
            var seconds = AnswerRetry.firstPause
            for _ in 1..<count { seconds *= 2 }
            return now() + Int64(max(seconds, asked) * 1000)
        }
        let attempts = max(1, count - AnswerRetry.quickTries)
        guard waits,
            case .again(let time) = policy.decide(
                error, host: host, attempts: attempts, now: now(), random: random())
        else { return nil }
        return time
    }
}

extension HTTPClient {
    /// Sends `request` again while the policy says so, and reads the last response. One that cannot
    /// be read was cut short, or is a gateway's: it is requested again like one that failed.
    func retried<Value>(
        _ request: HTTPRequest, _ isStopped: @escaping @Sendable () -> Bool,
        _ send: () throws(RetrievalError) -> SmallAnswer.Whole,
        _ read: (SmallAnswer.Whole) throws(RetrievalError) -> Value
    ) throws(RetrievalError) -> Value {
        guard let retry else { return try read(try send()) }
        let host = try HTTPPlace(request.url).authority
        var failures = 0
        while true {
            let failure: RetrievalError
            var refused: SmallAnswer.Whole?
            do throws(RetrievalError) {
                let whole = try send()
                if whole.head.status < 400, whole.head.status != 202 { return try read(whole) }
                refused = whole
                failure = whole.head.refusal(Array(whole.body.prefix(2048)))
            } catch {
                failure = error
            }
            failures += 1
            guard let time = retry.next(after: failure, host: host, failures: failures) else {
                if let refused { return try read(refused) }
                throw failure
            }
            retry.pause(time, isStopped)
            if isStopped() { throw RetrievalError(.stopped, "stopped") }
        }
    }
}

import HTTPTypes
import Synchronization

/// How many streams each user has.
final class OpenStreams: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// - Returns: what counts for as long as it is kept.
    func open(_ user: String, limit: Int) throws(Problem) -> OpenStream {
        let isFree = counts.withLock { counts in
            guard counts[user, default: 0] < limit else { return false }
            counts[user, default: 0] += 1
            return true
        }
        if isFree { return OpenStream(user: user, all: self) }
        var problem = Problem(
            .tooManyRequests, "too_many_streams", "you have \(limit) streams open already")
        problem.retryAfter = 10
        throw problem
    }

    var count: Int { counts.withLock { $0.values.reduce(0, +) } }

    fileprivate func close(_ user: String) {
        counts.withLock { counts in
            let left = counts[user, default: 1] - 1
            counts[user] = left > 0 ? left : nil
        }
    }
}

/// A stream of a user. It is over with whoever keeps this: also where its answer was never begun,
/// because the client had gone.
final class OpenStream: Sendable {
    private let user: String
    private let all: OpenStreams

    fileprivate init(user: String, all: OpenStreams) { (self.user, self.all) = (user, all) }

    deinit { all.close(user) }
}

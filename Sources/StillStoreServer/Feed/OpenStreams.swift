import HTTPTypes
import Synchronization

/// How many streams each user has.
final class OpenStreams: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func open(_ user: String, limit: Int) throws(Problem) {
        let isFree = counts.withLock { counts in
            guard counts[user, default: 0] < limit else { return false }
            counts[user, default: 0] += 1
            return true
        }
        if isFree { return }
        var problem = Problem(
            .tooManyRequests, "too_many_streams", "you have \(limit) streams open already")
        problem.retryAfter = 10
        throw problem
    }

    func close(_ user: String) {
        counts.withLock { counts in
            let left = counts[user, default: 1] - 1
            counts[user] = left > 0 ? left : nil
        }
    }
}

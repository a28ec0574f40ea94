import Domain
import Synchronization
import Values

/// Slows down whoever guesses passwords: by account, however many addresses they have, and by address,
/// whatever accounts they try. The first tries cost nothing; then the wait doubles.
final class SignInThrottle: Sendable {
    static let freeTries = 5
    static let longestWait: Int64 = 15 * 60 * 1000
    /// Addresses that are remembered; beyond that, those that wait least are forgotten.
    static let addressLimit = 10_000

    private struct Tries {
        var count = 0
        var last: Int64 = 0
    }

    private let addresses = Mutex<[String: Tries]>([:])
    private let clock: WallClock

    init(_ clock: WallClock) { self.clock = clock }

    /// - Returns: seconds to wait; nil for none.
    func wait(address: String, failures: Int, lastFailure: Int64?) -> Int? {
        let now = clock.now()
        let tries = addresses.withLock { $0[address] ?? Tries() }
        let waits = [
            SignInThrottle.wait(tries.count, tries.last, now),
            SignInThrottle.wait(failures, lastFailure ?? 0, now),
        ]
        return waits.compactMap(\.self).max().map { Int(($0 + 999) / 1000) }
    }

    private static func wait(_ count: Int, _ last: Int64, _ now: Int64) -> Int64? {
        guard count >= freeTries else { return nil }
        let length = min(longestWait, 1000 << min(20, Int64(count - freeTries)))
        let left = last + length - now
        return left > 0 ? left : nil
    }

    func record(address: String, passed: Bool) {
        let now = clock.now()
        addresses.withLock { addresses in
            if passed { return addresses[address] = nil }
            addresses[address, default: Tries()].count += 1
            addresses[address]?.last = now
            if addresses.count > SignInThrottle.addressLimit {
                addresses = addresses.filter {
                    SignInThrottle.wait($0.value.count, $0.value.last, now) != nil
                }
            }
            // All of them wait: a flood from everywhere, which the accounts' own waits slow down.
            if addresses.count > SignInThrottle.addressLimit { addresses = [:] }
        }
    }
}

package import Foundation

/// The source of time, chance and pauses for a store; tests pass their own.
package struct WallClock: Sendable {
    /// UTC milliseconds since 1970.
    package var now: @Sendable () -> Int64
    /// 0 to 1.
    package var random: @Sendable () -> Double
    /// Returns at that time, or earlier if `isStopped`.
    package var wait: @Sendable (_ until: Int64, _ isStopped: @Sendable () -> Bool) async -> Void
    /// The same on a thread that may block.
    package var pause: @Sendable (_ until: Int64, _ isStopped: @Sendable () -> Bool) -> Void
    private let ids: IdentifierSource

    /// - Parameter ids: what its ids are in one order with; those of another clock are not.
    package init(
        now: @escaping @Sendable () -> Int64, random: @escaping @Sendable () -> Double,
        wait: @escaping @Sendable (Int64, @Sendable () -> Bool) async -> Void,
        pause: @escaping @Sendable (Int64, @Sendable () -> Bool) -> Void,
        ids: IdentifierSource = IdentifierSource()
    ) {
        self.now = now
        self.random = random
        self.wait = wait
        self.pause = pause
        self.ids = ids
    }

    /// A new id of this moment, greater than all that this clock gave before.
    package func makeID() -> String { ids.make(at: now()) }

    /// A new id of another time or, if ids of later times were given, the next one after them.
    package func makeID(at time: Int64) -> String { ids.make(at: time) }

    /// The machine's clock.
    package static let system = WallClock(
        now: { milliseconds(Date()) },
        random: { Double.random(in: 0...1) },
        wait: { until, isStopped in
            while !isStopped() {
                let left = until - milliseconds(Date())
                if left <= 0 { return }
                try? await Task.sleep(for: .milliseconds(min(left, 200)))
            }
        },
        pause: { until, isStopped in
            while !isStopped() {
                let left = until - milliseconds(Date())
                if left <= 0 { return }
                Thread.sleep(forTimeInterval: Double(min(left, 200)) / 1000)
            }
        }, ids: .shared)

    /// A date in UTC milliseconds; dates beyond 64 bits are clamped.
    package static func milliseconds(_ date: Date) -> Int64 {
        Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded(.down))
            ?? (date.timeIntervalSince1970 < 0 ? .min : .max)
    }
}

import Foundation

/// Waits for another writer: in short pauses that grow, ten seconds in all.
enum BusyWait {
    private static let first = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50]
    private static let pause = 100
    private static let most = 10_000
    /// After this long a person is told that the program waits.
    private static let moment = 1000

    /// Waits, and returns whether to try again.
    /// - Parameter tries: how many there were before this one.
    static func again(after tries: Int, _ waiting: (@Sendable () -> Void)?) -> Bool {
        let waited = milliseconds(of: tries)
        if waited >= most { return false }
        let next = milliseconds(of: tries + 1)
        if waited < moment, next >= moment { waiting?() }
        Thread.sleep(forTimeInterval: Double(next - waited) / 1000)
        return true
    }

    /// The sum of the pauses before this many tries.
    static func milliseconds(of tries: Int) -> Int {
        first.prefix(tries).reduce(0, +) + max(0, tries - first.count) * pause
    }
}

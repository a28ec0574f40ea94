import Foundation

/// Which moments of a sweep are tried. `make test` samples them, `make test-deep` takes all that the
/// sweep was written for.
package enum Sweep {
    package static let isDense = ProcessInfo.processInfo.environment["STILLSTORE_DEEP"] != nil

    /// One of how many: of `make test`, two times `sampled`; `dense` of `make test-deep`.
    package static func step(_ sampled: Int, dense: Int = 1) -> Int {
        isDense ? dense : sampled * 2
    }

    /// Positions in a list of calls: the first of each kind, and a regular sample of all.
    package static func moments<Call: Hashable>(
        _ calls: [Call], oneOf sampled: Int, dense: Int = 1
    ) -> [Int] {
        // However many calls there are, a sample stays one.
        let step = isDense ? dense : max(sampled, calls.count / 12)
        var seen: Set<Call> = []
        return calls.indices.filter { seen.insert(calls[$0]).inserted || $0 % step == 0 }
    }
}

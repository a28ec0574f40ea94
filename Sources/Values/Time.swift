package import Foundation

/// UTC milliseconds since 1970.
package enum Time {
    /// A date in milliseconds; one that no number of them is, as far as they go.
    package static func milliseconds(_ date: Date) -> Int64 {
        Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded(.down))
            ?? (date.timeIntervalSince1970 < 0 ? .min : .max)
    }

    package static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

import Catalog
import Foundation
import Values

extension Library {
    /// What a run calls what it throws away. It is dated no earlier than what was recorded last: by
    /// a clock that is behind it would be old when that is right again.
    package func trashName(run: String) throws -> String {
        let newest = try catalog.read { try $0.newestFact() }
        return TrashName.make(run: run, at: max(clock.now(), newest))
    }
}

/// What a directory in `trash/` is called: when it was made, and by which run.
package enum TrashName {
    private static let style = Date.ISO8601FormatStyle(
        dateSeparator: .omitted, timeSeparator: .omitted)

    package static func make(run: String, at time: Int64) -> String {
        Date(timeIntervalSince1970: Double(time) / 1000).formatted(style) + "-" + run
    }

    /// Nil for what is no such name.
    package static func parse(_ name: String) -> (time: Int64, run: String)? {
        guard let dash = name.firstIndex(of: "-"),
            let date = try? Date(String(name[..<dash]), strategy: style)
        else { return nil }
        return (Int64(date.timeIntervalSince1970 * 1000), String(name[dash...].dropFirst()))
    }
}

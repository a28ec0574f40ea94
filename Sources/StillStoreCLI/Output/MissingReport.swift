import Catalog
import Foundation
import StillStoreCore
import Values
import Wire

/// Counts of assets whose bytes are missing, by status and reason, by host, and the next attempt.
struct MissingReport {
    private let summary: MissingSummary

    init(_ summary: MissingSummary) { self.summary = summary }

    /// Nil if nothing is missing.
    var text: String? {
        let groups = summary.groups
        if groups.isEmpty { return nil }
        let total = groups.reduce(0) { $0 + ($1.isUpdate ? 0 : $1.count) }
        let rows = groups.map { group in
            [
                "  \(group.count)", reason(group), printable(group.host),
                group.nextAttempt.map { "next \(Format.moment($0))" }
                    ?? (group.isPermanent ? "for good" : "given up"),
            ]
        }
        var text = "missing: \(Format.count(total, "asset"))\n" + Format.table(rows, right: [0])
        for host in summary.restingHosts {
            text += "\n  " + MissingReport.resting(host.host, until: host.openUntil)
        }
        return text
    }

    /// A host whose circuit breaker is open, and what to do about it.
    static func resting(_ host: String, until: Int64?) -> String {
        let end = until.map(Format.moment) ?? "soon"
        return
            "\(printable(host)) rests; it is asked again \(end), or at once by 'stillstore retry --now --host \(printable(host))'"
    }

    private func reason(_ group: MissingSummary.Group) -> String {
        guard let kind = group.errorKind?.text else { return group.status.rawValue }
        let update = group.isUpdate ? ", an older version is here" : ""
        return kind + (group.httpStatus.map { " \($0)" } ?? "") + update
    }
    func printJSON() { for group in summary.groups { Console.json(MissingJSON(group)) } }
}

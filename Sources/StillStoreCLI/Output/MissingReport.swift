import Catalog
import Foundation
import StillStore
import Values

/// What is not in the store yet, counted: by status and reason, by host, and when it goes on.
struct MissingReport {
    private let summary: MissingSummary

    init(_ summary: MissingSummary) { self.summary = summary }

    /// Nil when nothing is missing.
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
            text += "\n  " + MissingReport.resting(host.host, until: host.restsUntil)
        }
        return text
    }

    /// Of a host that failed too often, with the way out.
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

    struct Group: Encodable {
        let status: String
        let error_class: String?
        let http_status: Int?
        let host: String
        let permanent, update: Bool
        let count: Int
        let next_attempt: Int64?
    }

    struct Host: Encodable {
        let host: String
        let rests_until: Int64?
    }

    var groups: [Group] {
        summary.groups.map { group in
            Group(
                status: group.status.rawValue, error_class: group.errorKind?.text,
                http_status: group.httpStatus, host: group.host, permanent: group.isPermanent,
                update: group.isUpdate, count: group.count, next_attempt: group.nextAttempt)
        }
    }

    var hosts: [Host] {
        summary.restingHosts.map { Host(host: $0.host, rests_until: $0.restsUntil) }
    }

    func printJSON() { for group in groups { Console.json(group) } }
}

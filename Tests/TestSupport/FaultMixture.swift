import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// Sources of a fault server of which a third fail in every way that it knows: half of those at
/// first only.
package struct FaultMixture: Sendable {
    /// Good at once, good after one or two failures, and never good; by class of failure.
    package let good, passing: [String]
    package let failing: [String: String]
    package let list: String

    private static let behaviours: [(name: String, kind: String)] = [
        ("truncate", "truncated"), ("chunked-truncate", "truncated"), ("refuse", "connect"),
        ("long", "truncated"), ("status-404", "http-status"), ("status-410", "http-status"),
        ("status-500", "http-status"), ("status-502", "http-status"),
        ("html", "wrong-content"), ("damaged", "not-an-image"),
        ("redirect-loop", "redirect"), ("redirect-file", "redirect"),
        ("md5-wrong", "checksum-mismatch"), ("goog-wrong", "checksum-mismatch"),
        ("gzip", "checksum-mismatch"), ("huge", "too-large"),
    ]
    /// Those that are tried again by themselves.
    private static let passingBehaviours = [
        "truncate", "chunked-truncate", "refuse", "long", "status-500", "status-502", "md5-wrong",
    ]

    package init(_ server: FaultServer, count: Int) {
        var good: [String] = []
        var passing: [String] = []
        var failing: [String: String] = [:]
        var lines: [String] = []
        for seed in 0..<count {
            let uri: String
            switch seed % 6 {
            case 2:
                let names = FaultMixture.passingBehaviours
                uri = server.url(names[seed / 6 % names.count], seed, until: 1 + seed / 6 % 2)
                passing.append(uri)
            case 5:
                let behaviour = FaultMixture.behaviours[seed / 6 % FaultMixture.behaviours.count]
                uri = server.url(behaviour.name, seed)
                failing[uri] = behaviour.kind
            default:
                uri = server.url("good", seed)
                good.append(uri)
            }
            lines.append(uri)
        }
        // A stalled transfer, and a server that wants to be asked more slowly, cost real time: a
        // few are enough.
        for seed in count..<(count + 5) where count > 100 {
            let names = ["stall", "status-429", "stall", "status-503", "stall"]
            let uri = server.url(names[seed - count], seed, until: 1)
            passing.append(uri)
            lines[good.isEmpty ? 0 : lines.firstIndex(of: good.removeLast())!] = uri
        }
        self.good = good
        self.passing = passing
        self.failing = failing
        list = lines.joined(separator: "\n")
    }

    /// What is wrong with a store that should hold every good source once, whole, the row and the
    /// reason of every other, and nothing else; nothing when it does.
    package func problems(_ store: TestStore) throws -> [String] {
        let library = try store.open()
        defer { library.close() }
        var problems: [String] = []
        var stored: [String: Int] = [:]
        var failed: [String: String] = [:]
        var after: String?
        while true {
            let page = try library.list(AssetFilter(), after: after, limit: 1000)
            for listing in page {
                let source = listing.asset.source ?? ""
                switch listing.asset.retrievalStatus {
                case .completed: stored[source, default: 0] += 1
                case .failed: failed[source] = listing.asset.retrieval.errorKind?.text ?? "?"
                case .pending, .retrieving: problems.append("left behind: \(source)")
                }
            }
            guard let last = page.last, page.count == 1000 else { break }
            after = last.asset.id
        }
        let expected = good + passing
        problems += expected.filter { stored[$0] == nil }.map { "missing: \($0)" }
        problems += stored.filter { $0.value > 1 }.map { "stored twice: \($0.key)" }
        problems += failed.filter { failing[$0.key] != $0.value }.map { "\($0.value): \($0.key)" }
        problems += failing.filter { failed[$0.key] == nil }.map { "not explained: \($0.key)" }
        for place in ["objects", "renditions"] {
            let count = files(below: store.path + "/" + place).count
            if count != expected.count { problems.append("\(count) \(place)") }
        }
        problems += try store.damagedObjects().map { "damaged: \($0)" }
        problems += try store.danglingLinks().map { "dangling: \($0)" }
        problems += store.staged.map { "staged: \($0)" }
        return problems
    }
}

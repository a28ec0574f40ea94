import Catalog
import Foundation
import Values

/// Times a page of every list that can be asked for: at its beginning, in the middle of the
/// catalogue, and at its end.
struct TimeLists {
    let catalog: Catalog
    let count: Int

    private struct Timing {
        let name: String
        let milliseconds: Double
    }

    func run() throws {
        var timings: [AssetOrder: [Timing]] = [:]
        for (name, filter) in filters() {
            for (place, cursor) in try places(filter) {
                timings[filter.order, default: []].append(
                    Timing(name: "\(name) \(place)", milliseconds: try time(filter, cursor)))
            }
        }
        for order in AssetOrder.allCases {
            let all = (timings[order] ?? []).sorted { $0.milliseconds < $1.milliseconds }
            guard let worst = all.last else { continue }
            let median = String(format: "%.2f", all[all.count / 2].milliseconds)
            let slowest = String(format: "%.2f ms", worst.milliseconds)
            print(
                "list by \(order), \(all.count) pages of 50: "
                    + "median \(median) ms, worst \(slowest) (\(worst.name))")
        }
    }

    /// The median of five.
    private func time(_ filter: AssetFilter, _ cursor: String?) throws -> Double {
        try (0..<5).map { _ in
            try milliseconds {
                _ = try catalog.read { try $0.page(filter, after: cursor, limit: 50) }
            }
        }.sorted()[2]
    }

    private func filters() -> [(String, AssetFilter)] {
        typealias Change = (String, (inout AssetFilter) -> Void)
        func both<Value>(
            _ name: String, _ field: WritableKeyPath<AssetFilter, Value>, _ values: [Value]
        ) -> [Change] {
            [("", { _ in })] + values.map { value in ("\(name) ", { $0[keyPath: field] = value }) }
        }
        let changes: [[Change]] = [
            both("bucket", \.bucket, [SampleAssets.buckets[0], SampleAssets.buckets[6]]),
            both("prefix", \.prefix, ["2020/", SampleAssets.path(7)]),
            both("status", \.status, [.completed, .pending, .failed, .retrieving]),
            both("kind", \.kind, [.image, .audio]),
            both("since", \.since, [SampleAssets.start, SampleAssets.time(count * 99 / 100)]),
            both("past", \.includesPast, [true]), both("deleted", \.isOfDeleted, [true]),
        ]
        var filters = [("", AssetFilter())]
        for choices in changes {
            filters = filters.flatMap { name, filter in
                choices.map { word, change in
                    var other = filter
                    change(&other)
                    return (name + word, other)
                }
            }
        }
        return filters.filter { _, filter in
            !(filter.prefix != nil && filter.bucket == nil)
                && !(filter.includesPast && (filter.bucket != nil || filter.isOfDeleted))
        }
    }

    private func places(_ filter: AssetFilter) throws -> [(String, String?)] {
        [("first", nil)]
            + [("middle", count / 2), ("last", count / 1000)].map { place, index in
                let time = SampleAssets.time(index)
                let id = Identifier.lowest(at: time)
                let path = place == "middle" ? "2022/5" : "2024/99"
                return switch filter.order {
                case .newest: (place, id)
                case .path: (place, path)
                case .target, .deletedPath: (place, "\(path)/\(id)")
                case .deletion: (place, "\(SampleAssets.time(count + index))/\(id)")
                }
            }
    }
}

func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let began = ContinuousClock.now
    try body()
    return (ContinuousClock.now - began) / .milliseconds(1)
}

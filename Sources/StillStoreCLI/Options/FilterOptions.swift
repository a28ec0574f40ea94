import ArgumentParser
import Catalog
import Foundation
import StillStoreCore
import StillStoreRuns
import Values

/// Which assets a command selects.
struct FilterOptions: ParsableArguments {
    @Option(name: .long, help: "Only of this bucket.", transform: Typed.name)
    var bucket: String?

    @Option(
        name: .long, help: "Only paths that begin like this; with --bucket.",
        transform: Typed.name)
    var prefix: String?

    @Option(
        name: .long,
        help: "Only with this retrieval status: pending, retrieving, completed, failed.")
    var status: RetrievalStatus?

    @Option(name: .long, help: "Only of this kind: image, video_clip, final_video, audio, file.")
    var kind: AssetKind?

    @Option(
        name: .long,
        help: "Only from this moment on: 2026-01-31, 2026-01-31T12:00:00Z, 90m, 12h or 7d ago.")
    var since: Moment?

    func validate() throws {
        if prefix != nil, bucket == nil {
            throw ValidationError("--prefix is of a path in a bucket: say which with --bucket.")
        }
    }

    /// - Throws: `RequestError.noBucket` for a bucket that the library does not have.
    func filter(in library: Library) throws -> AssetFilter {
        var filter = AssetFilter()
        filter.bucket = try bucket.map(library.checkBucket)
        filter.prefix = prefix
        filter.status = status
        filter.kind = kind
        filter.since = since?.milliseconds
        return filter
    }
}

extension RetrievalStatus: ExpressibleByArgument {}
extension AssetKind: ExpressibleByArgument {}

/// A point in time as typed: a date, a date and time, or a duration before now.
struct Moment: ExpressibleByArgument {
    let milliseconds: Int64

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        if let unit = argument.last.flatMap({ units[$0] }), let count = Double(argument.dropLast())
        {
            guard (0...1e12).contains(count * unit) else { return nil }
            milliseconds = WallClock.system.now() - Int64(count * unit * 1000)
            return
        }
        let text = argument.contains("T") ? argument : argument + "T00:00:00Z"
        guard let date = try? Date(text, strategy: .iso8601) else { return nil }
        milliseconds = WallClock.milliseconds(date)
    }
}

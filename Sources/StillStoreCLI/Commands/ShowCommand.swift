import ArgumentParser
import Catalog
import Foundation
import StillStoreCore
import StillStoreRuns
import Values
import Wire

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all that is known of one asset.")

    @Argument(
        help: "An id, a digest (eight digits or more), or BUCKET/PATH.", transform: Typed.name)
    var reference: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let library = try options.openToRead()
        defer { library.close() }
        let details = try library.details(reference)
        let output = AssetDetailsJSON(details)
        if options.json { Console.json(output) } else { Console.result(text(output)) }
    }

    private func text(_ output: AssetDetailsJSON) -> String {
        let asset = output.asset
        var rows: [[String]] = []
        func add(_ name: String, _ value: String?) {
            if let value { rows.append([name, printable(value)]) }
        }
        add("id", asset.id)
        add("path", [asset.bucket, asset.path].compactMap(\.self).joined(separator: "/"))
        add("kind", "\(asset.kind), \(asset.origin)")
        add("status", asset.retrieval_status)
        add("lands at", asset.target)
        add("source", asset.source)
        add("gone at source", asset.source_gone_at.map { "since " + Format.time($0.milliseconds) })
        add("source's id", asset.external_id)
        add("failure", asset.retrieval_error.map { "\($0) [\(asset.retrieval_error_class ?? "")]" })
        if asset.retrieval_status != "completed" {
            let next = asset.next_retrieval_attempt.map { "next \(Format.moment($0.milliseconds))" }
            let end = asset.retrieval_permanent == true ? "failed for good" : "given up"
            add("attempts", "\(asset.retrieval_attempts), \(next ?? end)")
        }
        add("superseded by", asset.superseded_by)
        add("deleted", asset.deleted_at.map { Format.time($0.milliseconds) })
        add("name", asset.name)
        add("user", asset.user_id)
        add("job", asset.job_id)
        add("digest", asset.digest)
        add("bytes", asset.size.map { "\($0) (\(Format.bytes($0))), \(asset.state ?? "")" })
        if let width = asset.width, let height = asset.height, let format = asset.format {
            var facts =
                "\(width) x \(height) \(format), \(asset.bits ?? 8) bits x \(asset.channels ?? 0)"
            if let frames = asset.frames, frames > 1 { facts += ", \(frames) frames" }
            if asset.transparent == true { facts += ", transparent" }
            if asset.profile == true { facts += ", colour profile" }
            if asset.layered == true { facts += ", progressive or interlaced" }
            if asset.orientation != 1 {
                facts += ", stored in orientation \(asset.orientation ?? 1)"
            }
            add("picture", facts)
        }
        add("not a picture", asset.refusal)
        add("look", asset.perceptual_hash)
        add("made", Format.time(asset.created_at.milliseconds))
        if asset.metadata.text != "{}" { add("metadata", asset.metadata.text) }
        add("object", output.object)
        for rendition in output.renditions {
            add(
                "rendition",
                "\(rendition.recipe)  \(rendition.width) x \(rendition.height) \(rendition.format), \(Format.bytes(rendition.size))  \(rendition.path)"
            )
        }
        for attempt in output.attempts {
            let outcome = attempt.reason.map { "\($0) [\(attempt.error_class ?? "")]" } ?? "fetched"
            add(
                "attempt \(attempt.number)",
                "\(Format.time(attempt.at.milliseconds)), \(Format.duration(Double(attempt.milliseconds) / 1000)), \(Format.bytes(attempt.bytes)): \(outcome)"
            )
        }
        return Format.table(rows)
    }
}

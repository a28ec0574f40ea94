// Does one thing to a store and dies, as by a power cut, at a chosen disk call.
//
//     KillPoint STORE CALL ingest DIRECTORY
//     KillPoint STORE CALL put FILE
//     KillPoint STORE CALL thumbnails | gc
//     KillPoint STORE CALL repair [DONOR…]
//     KillPoint STORE CALL delete | undelete REFERENCE…
//     KillPoint STORE CALL job FILE
//     KillPoint STORE CALL work NAME
//
// CALL is a number, or `facts`, or `facts2`: the call behind that which made facts durable in the
// journal for the first or second time, before the transaction that they tell of is committed; or
// `links`: the call behind that which changed the first link.
//
// Prints a line for each thing that was reported; with CALL 0 it lives and prints the number of
// calls at the end. Of a repair, calls that only look are not counted.

import Catalog
import ContentStore
import Domain
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values

let arguments = CommandLine.arguments
let verb = arguments[3]
let references = Array(arguments.dropFirst(4))
let fatal = Int(arguments[2]) ?? 0
let fatalFacts = arguments[2] == "facts2" ? 2 : 1
let diesOfFacts = arguments[2].hasPrefix("facts")
let diesOfLinks = arguments[2] == "links"
let calls = Atomic<Int>(0)
let facts = Atomic<Int>(0)

@Sendable func die() { kill(getpid(), SIGKILL) }

@Sendable func visit(_ call: DiskCall, _ path: FilePath) {
    if diesOfFacts {
        if facts.load(ordering: .sequentiallyConsistent) == fatalFacts { die() }
        if call == .fsync, path.text.hasSuffix(".jsonl") {
            facts.add(1, ordering: .sequentiallyConsistent)
        }
    }
    if diesOfLinks {
        if facts.load(ordering: .sequentiallyConsistent) > 0 { die() }
        if [.symlink, .rename, .unlink].contains(call), path.text.contains("/buckets/") {
            facts.add(1, ordering: .sequentiallyConsistent)
        }
    }
    if verb == "repair" {
        switch call {
        case .read, .stat, .list, .readlink, .flock: return
        default: break
        }
    }
    if calls.add(1, ordering: .relaxed).newValue == fatal { die() }
}

@Sendable func tell(_ object: [String: String]) {
    let line = try! JSONEncoder().encode(object)
    FileHandle.standardOutput.write(line + Data("\n".utf8))
}

@Sendable func tell(_ event: DeletionEvent) {
    if case .item(let item) = event { tell(["name": item.assetID ?? ""]) }
}

@Sendable func tell(_ item: IngestItem) {
    guard let digest = item.digest, let path = item.path else { return }
    tell(["digest": digest.hex, "path": path])
}

var options = Library.Options()
options.createsIfMissing = verb == "ingest"
options.jobs = verb == "delete" || verb == "undelete" || verb == "gc" ? 1 : 2
options.batchItems = 3
options.disk = Disk(before: visit)
let library = try Library(at: FilePath(arguments[1]), options)
switch verb {
case "ingest":
    var request = IngestRequest()
    request.roots = [FilePath(references[0])]
    _ = try await library.ingest(request) { event in
        if case .item(let item) = event { tell(item) }
    }
case "put":
    let file = FilePath(references[0])
    let place = try BucketPath(
        bucket: Array("default".utf8), path: Array(file.name), limits: NameLimits())
    tell(
        try await Uploads(library).put(
            .file(file), at: place, IngestRequest.Placement(), keepsUndecodable: false))
case "thumbnails":
    var request = ThumbnailRequest()
    request.selection = .all
    _ = try await library.thumbnails(request) { event in
        if case .item(let item) = event { tell(["digest": item.digest.hex]) }
    }
case "repair":
    var request = VerifyRequest()
    request.repair = .apply
    request.donors = references.map { FilePath($0) }
    _ = try await library.verify(request) { _ in }
case "delete":
    var request = DeletionRequest()
    request.references = references
    _ = try await library.delete(request, report: tell)
case "undelete":
    _ = try await library.undelete(references, report: tell)
case "gc":
    var request = GCRequest(cutoff: WallClock.system.now() + 3_600_000)
    request.isDryRun = false
    _ = try await library.gc(request) { event in
        if case .item(let item) = event { tell(["name": item.name]) }
    }
case "job": try await doJob(library, FilePath(references[0]))
case "work": try doAllJobs(library, as: references[0])
default: preconditionFailure("no such verb: \(verb)")
}
library.close()
print("{\"calls\":\(calls.load(ordering: .relaxed))}")

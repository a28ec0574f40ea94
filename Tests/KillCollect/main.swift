// Deletes, brings back or collects, and dies, as by a power cut, at a chosen disk call.
//
//     KillCollect STORE CALL delete|undelete|gc [REFERENCE…]
//
// Prints the id of each asset, or the name of each thing, that was reported; with CALL 0 it lives
// and prints the number of calls at the end.

import Catalog
import ContentStore
import Foundation
import StillStore
import Synchronization

let arguments = CommandLine.arguments
let fatal = Int(arguments[2])!
let references = Array(arguments.dropFirst(4))
let calls = Atomic<Int>(0)

@Sendable func tell(_ name: String) {
    FileHandle.standardOutput.write(Data("{\"name\":\"\(name)\"}\n".utf8))
}

@Sendable func tell(_ event: DeletionEvent) {
    if case .item(let item) = event { tell(item.assetID ?? "") }
}

var options = Library.Options()
options.jobs = 1
options.disk = Disk { _, _ in
    if calls.wrappingAdd(1, ordering: .relaxed).newValue == fatal { kill(getpid(), SIGKILL) }
}
let library = try Library(at: FilePath(arguments[1]), options)
switch arguments[3] {
case "delete":
    var request = DeletionRequest()
    request.references = references
    _ = try await library.delete(request, report: tell)
case "undelete":
    _ = try await library.undelete(references, report: tell)
default:
    var request = CollectRequest(cutoff: Time.now() + 3_600_000)
    request.isDryRun = false
    _ = try await library.collect(request) { event in
        if case .item(let item) = event { tell(item.name) }
    }
}
library.close()
print("{\"calls\":\(calls.load(ordering: .relaxed))}")

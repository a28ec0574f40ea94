// Ingests a directory, or makes every rendition of a store again, and dies, as by a power cut, at
// a chosen disk call.
//
//     KillPoint STORE DIRECTORY CALL [thumbnails]
//
// Prints a line for each item that was reported; with CALL 0 it lives and prints the number of
// calls at the end.

import Catalog
import ContentStore
import Foundation
import StillStore
import Synchronization

let arguments = CommandLine.arguments
let fatal = Int(arguments[3])!
let calls = Atomic<Int>(0)

var options = Library.Options()
options.createsIfMissing = true
options.jobs = 2
options.batchItems = 3
options.disk = Disk { _, _ in
    if calls.wrappingAdd(1, ordering: .relaxed).newValue == fatal { kill(getpid(), SIGKILL) }
}
let library = try Library(at: FilePath(arguments[1]), options)
if arguments.dropFirst(4).first == "thumbnails" {
    var request = ThumbnailRequest()
    request.selection = .all
    _ = try await library.thumbnails(request) { event in
        guard case .item(let item) = event else { return }
        let line = "{\"digest\":\"\(item.digest.hex)\"}\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }
    library.close()
    print("{\"calls\":\(calls.load(ordering: .relaxed))}")
    exit(0)
}
var request = IngestRequest()
request.roots = [FilePath(arguments[2])]
_ = try await library.ingest(request) { event in
    guard case .item(let item) = event, let digest = item.digest, let path = item.path else {
        return
    }
    let line = "{\"digest\":\"\(digest.hex)\",\"path\":\"\(path)\"}\n"
    FileHandle.standardOutput.write(Data(line.utf8))
}
library.close()
print("{\"calls\":\(calls.load(ordering: .relaxed))}")

// Repairs a store and dies, as by a power cut, at a chosen call that changes the disk.
//
//     KillRepair STORE CALL [DONOR]
//
// With CALL 0 it lives and prints the number of those calls.

import ContentStore
import Foundation
import StillStore
import Synchronization

let arguments = CommandLine.arguments
let fatal = Int(arguments[2])!
let calls = Atomic<Int>(0)

var options = Library.Options()
options.jobs = 2
options.disk = Disk { call, _ in
    switch call {
    case .read, .stat, .list, .readlink, .flock: return
    default: break
    }
    if calls.wrappingAdd(1, ordering: .relaxed).newValue == fatal { kill(getpid(), SIGKILL) }
}
let library = try Library(at: FilePath(arguments[1]), options)
var request = VerifyRequest()
request.repair = .apply
request.donors = arguments.dropFirst(3).map { FilePath($0) }
_ = try await library.verify(request) { _ in }
library.close()
print("{\"calls\":\(calls.load(ordering: .relaxed))}")

// A catalogue of many assets: how fast it fills, and how long its pages and its statistics take.
//
//     catalogue-bench COUNT DIRECTORY
//     catalogue-bench upgrade VERSION COUNT DIRECTORY
//
// The first makes DIRECTORY/catalog.sqlite unless it is there; each time it grows by three tenths.
// The second makes DIRECTORY/earlier.sqlite as an earlier version had it, and times its upgrade.

import Catalog
import Foundation
import Values

let arguments = CommandLine.arguments
if arguments.count == 5, arguments[1] == "upgrade", let version = Int(arguments[2]),
    let count = Int(arguments[3])
{
    try TimeUpgrade(version: version, count: count, directory: arguments[4]).run()
    exit(0)
}
guard arguments.count == 3, let count = Int(arguments[1]), count >= 1000 else {
    FileHandle.standardError.write(
        Data("usage: catalogue-bench [upgrade VERSION] COUNT DIRECTORY\n".utf8))
    exit(2)
}
let directory = arguments[2]
try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
let path = directory + "/catalog.sqlite"
let isThere = FileManager.default.fileExists(atPath: path)
let catalog = try Catalog(path: path)
if !isThere {
    var samples = SampleAssets(count: count)
    let make = MakeCatalogue(catalog: catalog)
    let seconds = try make.make(&samples, 0..<count)
    print(
        "filling it with \(count) assets, each with content, path, rendition and source file: "
            + "\(Int(Double(count) / seconds)) a second")
    try make.addOthers(&samples)
}
try TimeLists(catalog: catalog, count: count).run()
let statistics = try (0..<5).map { _ in
    try milliseconds {
        _ = try catalog.read { (try $0.statistics(), try $0.missing(now: WallClock.system.now())) }
    }
}.sorted()
print(String(format: "stats: median %.2f ms, worst %.2f ms", statistics[2], statistics[4]))
// Onto what is there: so a large catalogue grows. An ingest of large files has few in a transaction.
for (batch, isWhole) in [(16384, true), (16384, false), (512, true)] {
    let there = try catalog.read { try $0.assetCount() }
    var samples = SampleAssets(count: count, seed: UInt64(there))
    var make = MakeCatalogue(catalog: catalog)
    make.batch = batch
    make.isWhole = isWhole
    let seconds = try make.make(&samples, there..<there + count / 10)
    print(
        "adding \(count / 10) to it\(isWhole ? "" : ", bare"), \(batch) a transaction: "
            + "\(Int(Double(count / 10) / seconds)) a second")
}
catalog.close()
let attributes = try FileManager.default.attributesOfItem(atPath: path)
print("catalog.sqlite: \((attributes[.size] as? Int ?? 0) >> 20) MiB")

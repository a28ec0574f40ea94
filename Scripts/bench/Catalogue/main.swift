// A catalogue of many assets: how fast it fills, and how long its pages and its statistics take.
//
//     catalogue-bench COUNT DIRECTORY
//
// Makes DIRECTORY/catalog.sqlite unless it is there.

import Catalog
import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 3, let count = Int(arguments[1]), count >= 1000 else {
    FileHandle.standardError.write(Data("usage: catalogue-bench COUNT DIRECTORY\n".utf8))
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
    let pace = try make(&samples)
    print(
        String(
            format: "%d assets with content, path, rendition and source file: "
                + "%.0f a second, the last tenth %.0f", count, Double(count) / pace.seconds,
            Double(count) / 10 / pace.lastSeconds))
    try make.addOthers(&samples)
}
try TimeLists(catalog: catalog, count: count)()
let statistics = try (0..<5).map { _ in
    try milliseconds {
        _ = try catalog.read { (try $0.statistics(), try $0.missing(now: Time.now())) }
    }
}.sorted()
print(String(format: "stats: median %.2f ms, worst %.2f ms", statistics[2], statistics[4]))
catalog.close()
let attributes = try FileManager.default.attributesOfItem(atPath: path)
print("catalog.sqlite: \((attributes[.size] as? Int ?? 0) >> 20) MiB")

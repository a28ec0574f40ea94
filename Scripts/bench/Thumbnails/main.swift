// Thumbnails and nothing else, for comparison with programs that do nothing else.
//
//     thumbnails JOBS BOX DIRECTORY FILE…
//
// Reads each file, fits it into BOX x BOX, writes DIRECTORY/NAME.jpg (or .png where transparent).
// With THUMBNAILS_PNG=libpng no PNG takes the fast path; THUMBNAILS_FORMAT=png writes PNGs.

import Dispatch
import Foundation
import Imaging
import Synchronization

let arguments = CommandLine.arguments
let jobs = Int(arguments[1])!
let box = Int(arguments[2])!
let directory = arguments[3]
let files = Array(arguments[4...])
let environment = ProcessInfo.processInfo.environment
let format = environment["THUMBNAILS_FORMAT"].flatMap(Recipe.Format.init) ?? .auto
let recipe = Recipe(name: "thumb", boxWidth: box, boxHeight: box, format: format, quality: 82)
let limits: PictureLimits = {
    var limits = PictureLimits()
    if environment["THUMBNAILS_PNG"] == "libpng" { limits.fastPNGBytes = 0 }
    return limits
}()
let next = Atomic<Int>(0)

DispatchQueue.concurrentPerform(iterations: jobs) { _ in
    while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < files.count else { return }
        do {
            let contents = try Data(contentsOf: URL(fileURLWithPath: files[index]))
            let rendition = try contents.withUnsafeBytes { bytes in
                let source = ByteSource(memory: bytes)
                let header = try probe(source, limits: limits)
                return try render(source, header, recipes: [recipe], limits: limits).renditions[0]
            }
            let name = URL(fileURLWithPath: files[index]).lastPathComponent
            let place = "\(directory)/\(name).\(rendition.format.fileExtension)"
            try Data(rendition.bytes).write(to: URL(fileURLWithPath: place))
        } catch {
            FileHandle.standardError.write(Data("\(files[index]): \(error)\n".utf8))
        }
    }
}

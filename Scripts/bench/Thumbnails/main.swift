// Thumbnails and nothing else, for comparison with programs that do nothing else.
//
//     thumbnails JOBS BOX[,BOX…] DIRECTORY FILE…
//
// Reads each file, fits it into BOX x BOX, writes DIRECTORY/NAME.jpg (or .png where transparent);
// those of further boxes, made beside it, are named NAME-BOX.jpg.
// With THUMBNAILS_DECODERS=libraries no picture takes a fast path; THUMBNAILS_FORMAT=png writes PNGs.

import Dispatch
import Foundation
import Imaging
import Synchronization

let arguments = CommandLine.arguments
let jobs = Int(arguments[1])!
let boxes = arguments[2].split(separator: ",").map { Int($0)! }
let directory = arguments[3]
let files = Array(arguments[4...])
let environment = ProcessInfo.processInfo.environment
let format = environment["THUMBNAILS_FORMAT"].flatMap(Recipe.Format.init) ?? .auto
let recipes = boxes.map {
    Recipe(name: "thumb", boxWidth: $0, boxHeight: $0, format: format, quality: 82)
}
let limits: PictureLimits = {
    var limits = PictureLimits()
    if environment["THUMBNAILS_DECODERS"] == "libraries" {
        (limits.fastPNGBytes, limits.fastJPEGBytes) = (0, 0)
    }
    return limits
}()
let next = Atomic<Int>(0)

DispatchQueue.concurrentPerform(iterations: jobs) { _ in
    while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < files.count else { return }
        do {
            let contents = try Data(
                contentsOf: URL(fileURLWithPath: files[index]), options: .alwaysMapped)
            let renditions = try contents.withUnsafeBytes { bytes in
                let source = ByteSource(memory: bytes)
                let header = try probe(source, limits: limits)
                return try render(source, header, recipes: recipes, limits: limits).renditions
            }
            let name = URL(fileURLWithPath: files[index]).lastPathComponent
            for (number, rendition) in renditions.enumerated() {
                let place =
                    "\(directory)/\(name)\(number == 0 ? "" : "-\(boxes[number])")"
                    + ".\(rendition.format.fileExtension)"
                try Data(rendition.bytes).write(to: URL(fileURLWithPath: place))
            }
        } catch {
            FileHandle.standardError.write(Data("\(files[index]): \(error)\n".utf8))
        }
    }
}

// Compiled into the module Imaging, so that nothing has to be public for its sake.

private let limits: PictureLimits = {
    var limits = PictureLimits()
    limits.pixels = 4_000_000
    limits.side = 20_000
    limits.pixelBytes = 32 << 20
    limits.chunkBytes = 1 << 20
    limits.animationPixels = 8_000_000
    return limits
}()

private let recipes = [
    Recipe(name: "thumb", boxWidth: 48, boxHeight: 48, format: .auto, quality: 80),
    Recipe(name: "wide", boxWidth: 90, boxHeight: 30, format: .webp, quality: 50),
]

private enum Outcome: Equatable {
    case rendered(PictureHeader, Rendering)
    case refused(PictureError)
}

private func outcome(_ source: ByteSource) -> Outcome {
    do throws(PictureError) {
        let header = try probe(source, limits: limits)
        precondition(header.pixels > 0 && header.pixels <= limits.pixels)
        precondition(max(header.width, header.height) <= limits.side)
        precondition(header.heldBytes <= limits.pixelBytes)
        precondition(header.frames >= 1 && (1...255).contains(header.channels))
        try checkFrames(source, header, limits: limits)
        return .rendered(header, try render(source, header, recipes: recipes, limits: limits))
    } catch {
        return .refused(error)
    }
}

/// With half a kilobyte or more before it, libjpeg-turbo takes a quicker Huffman decoder that
/// does not name every bad code, so damage may be found elsewhere, or not, in pieces.
private func isJPEGRefusal(_ outcome: Outcome) -> Bool {
    if case .refused(.corrupt(.jpeg, _)) = outcome { return true }
    if case .refused(.truncated(.jpeg, _)) = outcome { return true }
    return false
}

/// One input: refused with a reason, or rendered inside its boxes; the same from memory as from
/// a source that is read a piece at a time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let fromMemory = outcome(ByteSource(memory: bytes))
    switch fromMemory {
    case .refused(let error):
        if error.reason.isEmpty || error.reason.hasSuffix(": ") {
            fatalError("no reason: \(error)")
        }
    case .rendered(let header, let rendering):
        precondition(rendering.renditions.count == recipes.count)
        for rendition in rendering.renditions {
            precondition(rendition.width <= min(Int(header.width), rendition.recipe.boxWidth))
            precondition(rendition.height <= min(Int(header.height), rendition.recipe.boxHeight))
            precondition(!rendition.bytes.isEmpty)
        }
    }
    // A second decode halves the speed; one input in four is enough to notice a difference.
    if count % 4 == 0 {
        let pieces = ByteSource(size: UInt64(count)) { offset, into in
            guard offset < count else { return 0 }
            let piece = bytes[Int(offset)...].prefix(min(into.count, 1000))
            into.copyMemory(from: UnsafeRawBufferPointer(rebasing: piece))
            return piece.count
        }
        let fromPieces = outcome(pieces)
        if fromMemory != fromPieces, !isJPEGRefusal(fromMemory), !isJPEGRefusal(fromPieces) {
            fatalError("\(fromMemory), but in pieces \(fromPieces)")
        }
    }
    return 0
}

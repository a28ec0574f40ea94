import CCodecs
import Synchronization

/// What lcms2 made of a profile, or of gamma and primaries: 16-bit samples to 8-bit sRGB.
final class ColorTransform: @unchecked Sendable {
    private let channels: Int
    // Set once and closed once. Threads may share what is behind it: applying does not change it,
    // because it is made without lcms2's memory of the last pixel.
    private let transform: OpaquePointer

    /// Nil where lcms2 cannot use it, or it belongs to pictures of other channels.
    init?(_ color: ColorMeaning, channels: Int) {
        var meaning = ss_color()
        var profile: [UInt8] = []
        var primaries: [Double] = []
        var lights: [Float] = []
        switch color {
        case .sRGB: return nil
        case .icc(let bytes): profile = bytes
        case .gamma(let gamma, let xy):
            meaning.gamma = gamma
            primaries = xy
        case .coded(let space):
            // As many points as leave interpolation invisible at the dark end of PQ.
            lights = space.lights(4096)
            primaries = space.primaries
        }
        withUnsafeMutableBytes(of: &meaning.xy) { xy in
            xy.copyBytes(from: primaries.withUnsafeBytes { Array($0) })
        }
        var opened: OpaquePointer?
        var reason = ss_reason()
        let status = profile.withUnsafeBufferPointer { icc in
            meaning.icc = icc.isEmpty ? nil : icc.baseAddress
            meaning.icc_size = icc.count
            return lights.withUnsafeBufferPointer { lights in
                meaning.lights = lights.isEmpty ? nil : lights.baseAddress
                meaning.light_count = lights.count
                return ss_color_open(&meaning, Int32(channels), &opened, &reason)
            }
        }
        guard status == SS_OK, let opened else { return nil }
        self.channels = channels
        transform = opened
    }

    deinit { ss_color_close(transform) }

    func apply(_ samples: [UInt16]) -> [UInt8] {
        let pixels = samples.count / channels
        return [UInt8](unsafeUninitializedCapacity: pixels * 3) { bytes, count in
            ss_color_apply(transform, samples, bytes.baseAddress, pixels)
            count = pixels * 3
        }
    }
}

/// A transform that was used lately, or a new one. Making one takes ten milliseconds, as long as a
/// thumbnail; the pictures of one camera, one telephone, one editor all have the same profile.
func colorTransform(_ color: ColorMeaning, channels: Int) -> ColorTransform? {
    let known = recent.withLock { recent in
        guard let index = recent.firstIndex(where: { $0.channels == channels && $0.color == color })
        else { return nil as ColorTransform? }
        let used = recent.remove(at: index)
        recent.append(used)
        return used.transform
    }
    // Made outside of the lock, perhaps by two threads at once: either may be kept.
    guard known == nil, let made = ColorTransform(color, channels: channels) else { return known }
    if color.bytes <= keptProfileBytes {
        recent.withLock { recent in
            recent.append(Used(color: color, channels: channels, transform: made))
            if recent.count > keptTransforms { recent.removeFirst() }
        }
    }
    return made
}

private struct Used {
    let color: ColorMeaning
    let channels: Int
    let transform: ColorTransform
}

/// The one used last at the end.
private let recent = Mutex<[Used]>([])

// Together they hold some megabytes at most: a transform is about as large as its profile, or a
// table of a quarter of a megabyte.
private let keptTransforms = 8
private let keptProfileBytes = 256 << 10

extension ColorMeaning {
    fileprivate var bytes: Int {
        if case .icc(let profile) = self { profile.count } else { 0 }
    }
}

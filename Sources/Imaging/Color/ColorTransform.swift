import CCodecs
import Synchronization

/// An lcms2 transform from 16-bit samples to 8-bit sRGB, made from a profile or from gamma and
/// primaries.
final class ColorTransform: @unchecked Sendable {
    private let channels: Int
    // Set once and closed once. Threads may share the transform: it is made without lcms2's
    // one-pixel cache, so applying it does not change it.
    private let transform: OpaquePointer

    /// Nil if lcms2 cannot use the profile, or if it is for another number of channels.
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
            // Enough points that interpolation is invisible at the dark end of PQ.
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

/// A cached transform, or a new one. Making one takes ten milliseconds, as long as a thumbnail, and
/// all pictures of one camera, phone or editor have the same profile.
func colorTransform(_ color: ColorMeaning, channels: Int) -> ColorTransform? {
    let known = recent.withLock { recent in
        guard let index = recent.firstIndex(where: { $0.channels == channels && $0.color == color })
        else { return nil as ColorTransform? }
        let used = recent.remove(at: index)
        recent.append(used)
        return used.transform
    }
    // Made outside the lock. Two threads may make the same one; either result is fine.
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

/// Least recently used first.
private let recent = Mutex<[Used]>([])

// A few megabytes in all: a transform is about as large as its profile, or has a table of 256 KiB.
private let keptTransforms = 8
private let keptProfileBytes = 256 << 10

extension ColorMeaning {
    fileprivate var bytes: Int {
        if case .icc(let profile) = self { profile.count } else { 0 }
    }
}

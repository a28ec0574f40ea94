import CCodecs

/// The chunks that say what the samples of a PNG mean (W3C PNG, third edition, 4.3): cICP goes
/// before iCCP, that before sRGB, that before gAMA and cHRM. One that is not understood leaves the
/// word to the next.
struct PNGColor {
    private var coded: (space: CodedColor, isFullRange: Bool)?
    private var profile: [UInt8]?
    private var isSRGB = false
    private var gamma: Double?
    private var primaries = ChromaticityPrimaries.sRGB

    /// - Parameter chunk: a sound one of one of the five names.
    /// - Returns: whether it is what it should be.
    mutating func add(_ kind: UInt32, _ chunk: [UInt8], _ limits: PictureLimits) -> Bool {
        switch kind {
        case name("cICP"):
            // A PNG is RGB: the matrix must say so (11.3.2.6).
            guard chunk.count == 4, chunk[2] == 0, chunk[3] <= 1 else { return false }
            coded = CodedColor(primaries: chunk[0], transfer: chunk[1])
                .map { ($0, chunk[3] == 1) }
        case name("iCCP"):
            // Also where it is useless: each of a thousand could inflate to the limit.
            profile = inflateProfile(chunk, limit: limits.chunkBytes)
        case name("sRGB"):
            guard chunk.count == 1, chunk[0] < 4 else { return false }
            isSRGB = true
        case name("gAMA"):
            guard chunk.count == 4 else { return false }
            gamma = Double(UInt32(bigEndian: chunk)) / 100_000
        case name("cHRM"):
            guard chunk.count == 32 else { return false }
            primaries = stride(from: 0, to: 32, by: 4)
                .map { Double(UInt32(bigEndian: chunk[$0...])) / 100_000 }
        default: return false
        }
        return true
    }

    /// - Parameter bits: of a stored sample, on which the limits of the narrow range depend.
    func meaning(bits: Int) -> ColorMeaning {
        if let coded {
            var space = coded.space
            // The narrow range is defined for eight bits and more (ITU-T H.273, 8.3); a palette's
            // colours have eight.
            if !coded.isFullRange { space.narrowBits = max(8, bits) }
            return space == .sRGB ? .sRGB : .coded(space)
        }
        if let profile { return .icc(profile) }
        guard !isSRGB, let gamma, gamma > 0.01, gamma < 100 else { return .sRGB }
        let plausible = primaries.allSatisfy { $0 > 0 && $0 <= 1 }
        let standard = ChromaticityPrimaries.sRGB
        let sameGamut = zip(primaries, standard).allSatisfy { abs($0 - $1) < 0.002 }
        // Writers of sRGB pictures put 0.45455 there, which browsers take as sRGB itself.
        if abs(gamma - 0.45455) < 0.005, sameGamut || !plausible { return .sRGB }
        return .gamma(gamma, primaries: plausible ? primaries : standard)
    }
}

/// iCCP: a Latin-1 name, a zero, a method byte, a zlib stream. Nil when it is not that.
private func inflateProfile(_ chunk: [UInt8], limit: Int) -> [UInt8]? {
    guard let end = chunk.prefix(80).firstIndex(of: 0), chunk.count > end + 2 else { return nil }
    let packed = chunk[(end + 2)...]
    // The ICC header begins with the profile's size, but only a guess is safe to allocate by.
    var capacity = 4096
    while capacity <= limit {
        var written = 0
        var status = SS_OK
        let profile = [UInt8](unsafeUninitializedCapacity: capacity) { out, count in
            packed.withUnsafeBufferPointer { bytes in
                status = ss_zlib_inflate(
                    bytes.baseAddress, bytes.count, out.baseAddress, capacity, &written)
            }
            count = status == SS_OK ? written : 0
        }
        if status == SS_OK { return profile }
        guard status == SS_LIMIT else { return nil }
        capacity *= 4
    }
    return nil
}

import CCodecs

/// The chunks that say what the samples of a PNG mean (W3C PNG, third edition, 4.3): cICP has
/// priority over iCCP, sRGB, and gAMA with cHRM, in this order. If one is not understood the next
/// is used.
struct PNGColor {
    private var coded: (space: CodedColor, isFullRange: Bool)?
    private var profile: [UInt8]?
    private var isSRGB = false
    private var gamma: Double?
    private var primaries = ChromaticityPrimaries.sRGB

    /// - Parameter chunk: a valid chunk with one of these names.
    /// - Returns: whether its contents are valid.
    mutating func add(_ kind: UInt32, _ chunk: [UInt8], _ limits: PictureLimits) -> Bool {
        switch kind {
        case name("cICP"):
            // A PNG is RGB, so the matrix code must be 0 (11.3.2.6).
            guard chunk.count == 4, chunk[2] == 0, chunk[3] <= 1 else { return false }
            coded = CodedColor(primaries: chunk[0], transfer: chunk[1])
                .map { ($0, chunk[3] == 1) }
        case name("iCCP"):
            // Counts even if it is useless: each of a thousand could inflate to the limit.
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

    /// - Parameter bits: of a stored sample; the limits of the narrow range depend on it.
    func meaning(bits: Int) -> ColorMeaning {
        if let coded {
            var space = coded.space
            // The narrow range is defined for eight bits or more (ITU-T H.273, 8.3); palette
            // colours have eight.
            if !coded.isFullRange { space.narrowBits = max(8, bits) }
            return space == .sRGB ? .sRGB : .coded(space)
        }
        if let profile { return .icc(profile) }
        guard !isSRGB, let gamma, gamma > 0.01, gamma < 100 else { return .sRGB }
        let plausible = primaries.allSatisfy { $0 > 0 && $0 <= 1 }
        let standard = ChromaticityPrimaries.sRGB
        let sameGamut = zip(primaries, standard).allSatisfy { abs($0 - $1) < 0.002 }
        // Writers of sRGB pictures use 0.45455, which browsers treat as sRGB.
        if abs(gamma - 0.45455) < 0.005, sameGamut || !plausible { return .sRGB }
        return .gamma(gamma, primaries: plausible ? primaries : standard)
    }
}

/// iCCP: a Latin-1 name, a zero, a method byte, a zlib stream. Nil if it is anything else.
private func inflateProfile(_ chunk: [UInt8], limit: Int) -> [UInt8]? {
    guard let end = chunk.prefix(80).firstIndex(of: 0), chunk.count > end + 2 else { return nil }
    let packed = chunk[(end + 2)...]
    // The ICC header begins with the profile's size, but it cannot be trusted for an allocation.
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

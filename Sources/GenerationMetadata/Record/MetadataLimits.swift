/// How much of a file is believed. What is over a limit is left out, with its reason; the rest of
/// the file is still read. Work is bounded by counts and not by a clock, so that a file reads the
/// same on any machine.
package struct MetadataLimits: Sendable {
    /// One chunk, segment or box, and its text after inflating.
    package var payloadBytes = 16 << 20
    /// All that is kept of one file.
    package var fileBytes = 48 << 20
    /// Chunks and segments that hold no pixels.
    package var chunks = 4_096
    /// Chunks of pixels that are stepped over: libpng writes 8 KiB each, so these are 2 GiB.
    package var pixelChunks = 262_144
    /// Bytes of a GIF that are walked in search of comments; its blocks cannot be stepped over.
    package var gifBytes = 64 << 20
    /// The keyword of a PNG text. The specification allows 79.
    package var keyBytes = 1_024

    package var exifEntries = 512
    package var exifDepth = 4

    package var jsonDepth = 64
    package var jsonValues = 1_000_000
    package var jsonBytes = 32 << 20

    package var graphNodes = 50_000
    package var graphDepth = 60
    /// Steps over the links of one graph, of all walks together.
    package var graphSteps = 500_000
    /// Texts that are taken out of one graph, however often they are used in it.
    package var graphTextBytes = 16 << 20
    package var passes = 256

    package var infotextBytes = 4 << 20
    package var settings = 512
    package var list = 256

    package var xmlDepth = 64
    package var xmlProperties = 4_096

    package var boxes = 4_096
    package var boxDepth = 12
    package var cborValues = 100_000

    package init() {}
}

import ArgumentParser
import StillStoreCore

/// Decoding limits, for commands that add no files.
struct PictureLimitOptions: ParsableArguments {
    @Option(name: .long, help: "Pixels of one picture (default: 300 million).")
    var maxPixels: UInt64?

    @Option(name: .long, help: "Pixels a side of one picture (default: 65500).")
    var maxSide: UInt32?

    @Option(name: .long, help: "MiB of pixels held at once (default: 512).")
    var maxMemory: UInt64?

    var settings: LimitSettings {
        var settings = LimitSettings()
        settings.pixels = maxPixels
        settings.side = maxSide
        settings.memoryMiB = maxMemory
        return settings
    }
}

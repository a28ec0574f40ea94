import ArgumentParser
import StillStoreCore

/// Limits that a command which adds files may raise or lower.
struct LimitOptions: ParsableArguments {
    @OptionGroup var picture: PictureLimitOptions

    @Option(name: .long, help: "MiB of one file (default: 1024).")
    var maxFileSize: UInt64?

    var settings: LimitSettings {
        var settings = picture.settings
        settings.fileMiB = maxFileSize
        return settings
    }
}

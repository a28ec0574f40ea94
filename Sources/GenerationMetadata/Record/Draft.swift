/// What one reader made of one part of a file, before the parts are merged.
struct Draft {
    /// Where it comes from; of two that differ, the first in this order is believed.
    enum Source: Int, Comparable {
        /// JSON that was written to be read.
        case fields
        case graph
        case infotext
        /// Civitai's summary of a graph.
        case summary
        case xmp
        case description

        static func < (left: Source, right: Source) -> Bool { left.rawValue < right.rawValue }
    }

    var source: Source
    var record: GenerationRecord
    var origin = MetadataText.Origin.embedded

    init(_ source: Source, _ record: GenerationRecord) {
        self.source = source
        self.record = record
    }
}

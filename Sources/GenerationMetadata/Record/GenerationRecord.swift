/// What a picture's file says about how the picture was made: one form for all generators.
///
/// Every field may be missing, and none is invented. Texts are the generator's own; seeds are text,
/// as they reach 2^64 − 1. All of it is what the file claims, verified by nobody.
package struct GenerationRecord: Codable, Equatable, Sendable {
    /// Of the code that made a record. It grows whenever a file would be read differently.
    package static let currentExtractorVersion = 1

    package enum Confidence: String, Codable, Sendable {
        /// From fields that were written to be read.
        case high
        /// From a graph whose links were followed.
        case graph
        /// From a graph's nodes without their links, or from a drawing of a graph.
        case flat
    }

    package enum AISource: String, Codable, Sendable {
        case parameters, c2pa, iptc, exif
    }

    package var extractorVersion = Self.currentExtractorVersion
    package var generator: Generator?
    package var generatorVersion: String?
    /// The slot that gave the most.
    package var sourceSlot: String?
    package var confidence: Confidence?

    package var prompt: String?
    package var negative: String?
    package var promptParts: [PromptPart] = []
    package var seed: String?
    package var steps: WrittenNumber?
    package var cfg: WrittenNumber?
    /// Of distilled models such as Flux; another number than `cfg`.
    package var guidance: WrittenNumber?
    package var sampler: String?
    package var scheduler: String?
    package var denoise: WrittenNumber?
    package var clipSkip: WrittenNumber?
    /// The size the generator worked at, which enlarging may have left behind.
    package var width: Int?
    package var height: Int?

    /// The checkpoint first.
    package var models: [ModelReference] = []
    package var loras: [LoRA] = []
    package var embeddings: [String] = []
    package var sourceImages: [SourceImage] = []
    /// The base pass last, as a graph is followed from its end.
    package var passes: [SamplingPass] = []
    package var hires: HiresPass?
    package var settings: [Setting] = []

    package var aiFlag = AIFlag.none
    package var aiSource: AISource?
    package var provenance: [ProvenanceClaim] = []
    package var vendor: String?
    package var jobID: String?

    package var privateDetails: [PrivateDetail] = []
    package var conflicts: [MetadataConflict] = []
    /// Why parts were not read, in sentences.
    package var problems: [String] = []

    package init() {}

    package var model: ModelReference? { models.first { $0.role == .checkpoint } }
    package var vae: ModelReference? { models.first { $0.role == .vae } }

    /// Whether anything is known of how the picture was made.
    package var isEmpty: Bool { generator == nil && prompt == nil && aiFlag == .none }

    /// The record without what it says of its maker. Paths lose their folders.
    package var withoutPrivateDetails: GenerationRecord {
        var record = self
        record.privateDetails = []
        record.sourceImages.removeAll { $0.isPrivate }
        for index in record.models.indices where PrivateDetail.reveals(record.models[index].name) {
            record.models[index].name = record.models[index].shortName
        }
        for index in record.loras.indices where PrivateDetail.reveals(record.loras[index].name) {
            record.loras[index].name = ModelReference.shortName(record.loras[index].name)
        }
        for index in record.passes.indices {
            record.passes[index].models = record.passes[index].models.map {
                PrivateDetail.reveals($0) ? ModelReference.shortName($0) : $0
            }
        }
        let hidden = Set(privateDetails.map(\.text))
        record.settings.removeAll {
            $0.key == "User" || hidden.contains($0.value) || PrivateDetail.reveals($0.value)
        }
        record.conflicts.removeAll {
            PrivateDetail.reveals($0.kept) || PrivateDetail.reveals($0.other)
        }
        return record
    }
}

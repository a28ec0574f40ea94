import Foundation
import Testing

@testable import Wire

/// `docs/json.md` says what the program writes: it cannot go stale unseen.
struct JSONDocumentTests {
    /// Everything that `--json` prints, and what such objects hold.
    static let types: [any WireJSON.Type] = [
        AssetJSON.self, AssetDetailsJSON.self, RenditionJSON.self, AttemptJSON.self,
        StatisticsJSON.self, MissingJSON.self, HostJSON.self,
        RunJSON.self, RunFailureJSON.self,
        StartedJSON.self, FailedJSON.self,
        IngestItemJSON.self, IngestSummaryJSON.self,
        RetrievalItemJSON.self, RetrievalSummaryJSON.self,
        RenditionItemJSON.self, PrunedRecipeJSON.self, RenditionSummaryJSON.self,
        CopyItemJSON.self, CopySummaryJSON.self,
        MetadataJSON.self, MetadataSlotJSON.self, IndexSummaryJSON.self,
        FacetsJSON.self, FacetJSON.self, FacetValueJSON.self, SimilarJSON.self,
        DuplicatesJSON.self, DuplicateJSON.self,
        DeletionItemJSON.self, DeletionSummaryJSON.self,
        GCItemJSON.self, GCSummaryJSON.self, GCTallyJSON.self,
        TrashItemJSON.self,
        FindingJSON.self, RepairStepJSON.self, VerifySummaryJSON.self,
        PhaseJSON.self, UnclaimedJSON.self, RebuildSummaryJSON.self,
        TreeRepairJSON.self, TreeSummaryJSON.self, JournalSummaryJSON.self,
        ConfigurationJSON.self,
        CopiedObjectJSON.self, BackupSummaryJSON.self,
        StoreJSON.self, ExportItemJSON.self, SidecarJSON.self, SheetJSON.self,
        RenderedJSON.self, UserJSON.self, AccessTokenJSON.self, IssuedTokenJSON.self,
        LoginLinkJSON.self, CredentialJSON.self,
        ProjectJSON.self, ShotJSON.self, EntryJSON.self, EntryMoveJSON.self,
        ShotStatisticsJSON.self, ShotDetailsJSON.self, SessionJSON.self, BriefJSON.self,
        ConnectionJSON.self,
        SessionDetailsJSON.self, JobJSON.self, JobReferenceJSON.self, JobDetailsJSON.self,
        HeldJobJSON.self, LeaseJSON.self, JobCompletionJSON.self, WaitingJSON.self, WorkerJSON.self,
        TaskTypeJSON.self, GenerationJSON.self, VariantJSON.self, GenerationBadgesJSON.self,
        ShotPlacesJSON.self, GenerationDetailsJSON.self, CaptionJSON.self, CostJSON.self,
        CostTotalJSON.self, CostGroupJSON.self, BalanceJSON.self, LedgerRowJSON.self,
        AlbumJSON.self, AlbumAssetJSON.self, SharedLinkJSON.self, IssuedLinkJSON.self, TagJSON.self,
        TaggedAssetJSON.self, AssetMarkJSON.self, ModelJSON.self, PromptTemplateJSON.self,
        SettingsJSON.self, ToolSettingJSON.self, EffectiveSettingsJSON.self, DocumentJSON.self,
        CheckpointJSON.self, TrainingBatchJSON.self, TrainingItemJSON.self,
        TrainingSegmentJSON.self, BucketRuleJSON.self, EventJSON.self, ChangedJSON.self,
        RetentionJSON.self, TimelineJSON.self, MonthJSON.self, VerificationJSON.self,
        AssetBadgesJSON.self,
        AssetUsesJSON.self, SignedAddressJSON.self, RecipeJSON.self, CountJSON.self,
        SharedContentsJSON.self, SharedItemJSON.self,
        SchemaObjectJSON.self, SeedJSON.self,
    ]

    @Test("every type of Wire has a section, and every section a type")
    func isComplete() throws {
        let sources = JSONDocument.root.appending(path: "Sources/Wire")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var declared: Set<String> = []
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /struct (\w+): WireJSON/) {
                declared.insert(String(match.1))
            }
        }
        let tested = Set(JSONDocumentTests.types.map { String(describing: $0) })
        #expect(declared == tested)
        #expect(try Set(JSONDocument().sections.map(\.type)) == declared)
    }

    @Test("the fields of each, their types and when they are absent are those of the document")
    func fields() throws {
        for section in try JSONDocument().sections {
            let type = try #require(
                JSONDocumentTests.types.first { String(describing: $0) == section.type })
            let example = try #require(section.examples.first, "\(section.type) has no example")
            let value = try JSONDecoder().decode(type, from: Data(example.utf8))
            #expect(section.fields == fields(of: value), "\(section.type)")
        }
    }

    @Test("each example is an object as the program writes it")
    func examples() throws {
        for section in try JSONDocument().sections {
            let type = try #require(
                JSONDocumentTests.types.first { String(describing: $0) == section.type })
            for example in section.examples {
                let value = try JSONDecoder().decode(type, from: Data(example.utf8))
                #expect(try value.line() == example)
            }
        }
    }

    private func fields(of value: any WireJSON) -> [JSONDocument.Section.Field] {
        Mirror(reflecting: value).children.map { child in
            let type = String(describing: Swift.type(of: child.value))
            let wrapped = type.wholeMatch(of: /Optional<(.*)>/).map { String($0.1) }
            return JSONDocument.Section.Field(
                name: child.label ?? "", type: word(wrapped ?? type),
                isAlwaysThere: wrapped == nil)
        }
    }

    private func word(_ type: String) -> String {
        switch type {
        case "String", "EventName": "text"
        case "Int", "Int64", "UInt64": "integer"
        case "Double": "number"
        case "Bool": "true or false"
        case "Timestamp": "time"
        case "RawJSON": "JSON"
        case "Array<String>": "list of text"
        case "Array<Int>": "list of integer"
        case "Dictionary<String, Int>": "integer by name"
        default:
            if let part = type.wholeMatch(of: /Array<(.*)>/) {
                "list of `\(part.1)`"
            } else if let part = type.wholeMatch(of: /Dictionary<String, (.*)>/) {
                "`\(part.1)` by name"
            } else {
                "`\(type)`"
            }
        }
    }
}

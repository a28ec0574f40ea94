/// One thing that came out, or was imported as one. It exists before its bytes do.
package struct Generation: DomainRecord {
    package enum Kind: String, ClosedSet {
        case image, audio
        case videoClip = "video_clip"
        case finalVideo = "final_video"

        package var isVideo: Bool { self == .videoClip || self == .finalVideo }
    }

    package enum Status: String, ClosedSet { case generating, completed, failed }
    package enum Review: String, ClosedSet { case none, approved, rejected }

    package var id = ""
    package var userID = ""
    package var projectID: String?
    package var sessionID: String?
    package var jobID: String?
    package var index: Int?
    package var kind = Kind.image
    package var status = Status.generating
    package var review = Review.none
    package var isSelected = false
    package var selectionOrder: Int?
    package var isStarred = false
    var ownName: String?
    var ownParams: JSONText?
    package var viewType: String?
    package var prompt: String?
    package var negativePrompt: String?
    package var model: String?
    package var modelVersion: String?
    package var seed: String?
    package var guidance: Double?
    package var aspectRatio: String?
    package var scenePrompt: String?
    package var cameraMovement: String?
    package var motionIntensity: Double?
    package var durationMilliseconds: Int64?
    package var fps: Double?
    package var spentMilliseconds: Int64?
    package var toolType: String?
    package var externalID: String?
    package var workflowID: String?
    package var fingerprintID: String?
    package var basedOn: String?
    package var parentID: String?
    package var childOrder: Int?
    package var slotEntryID: String?
    package var sourceID: String?
    package var metadata = JSONText.emptyObject
    package var error: String?
    package var archivedAt: Int64?
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Generation>(
        .generations, owner: "user_id", project: "project_id", session: "session_id"
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("project_id", \.projectID)
        $0.column("session_id", \.sessionID)
        $0.column("job_id", \.jobID)
        $0.column("output_index", \.index, .editable)
        $0.column("kind", \.kind)
        $0.column("status", \.status)
        $0.column("review", \.review, .editable)
        $0.column("is_selected", \.isSelected)
        $0.column("selection_order", \.selectionOrder)
        $0.column("is_starred", \.isStarred, .editable)
        $0.column("own_name", \.ownName)
        $0.column("own_params", \.ownParams)
        $0.column("view_type", \.viewType, .editable)
        $0.column("prompt", \.prompt, .editable)
        $0.column("negative_prompt", \.negativePrompt, .editable)
        $0.column("model", \.model, .editable)
        $0.column("model_version", \.modelVersion, .editable)
        $0.column("seed", \.seed, .editable)
        $0.column("guidance", \.guidance, .editable)
        $0.column("aspect_ratio", \.aspectRatio, .editable)
        $0.column("scene_prompt", \.scenePrompt, .editable)
        $0.column("camera_movement", \.cameraMovement, .editable)
        $0.column("motion_intensity", \.motionIntensity, .editable)
        $0.column("duration_ms", \.durationMilliseconds, .editable)
        $0.column("fps", \.fps, .editable)
        $0.column("spent_ms", \.spentMilliseconds, .editable)
        $0.column("tool_type", \.toolType, .editable)
        $0.column("external_id", \.externalID, .editable)
        $0.column("workflow_id", \.workflowID, .editable)
        $0.column("fingerprint_id", \.fingerprintID, .editable)
        $0.column("based_on", \.basedOn)
        $0.column("parent_id", \.parentID)
        $0.column("child_order", \.childOrder)
        $0.column("slot_entry_id", \.slotEntryID)
        $0.column("source_id", \.sourceID)
        $0.column("metadata", \.metadata, .editable)
        $0.column("error", \.error)
        $0.column("archived_at", \.archivedAt)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }

    func check() throws(DomainError) {
        try Seed.check(seed)
        if let index, index < 1 { throw .invalid(.outputs, .outside(1, .max)) }
        if metadata.object == nil { throw .invalid(.json, .malformed) }
    }
}

package import Domain

/// One thing that came out, with what it shows.
package struct GenerationJSON: WireJSON {
    package let id, user_id: String
    package let project_id, session_id, job_id: String?
    package let output_index: Int?
    package let kind, status, review: String
    package let is_selected: Bool
    package let selection_order: Int?
    package let is_starred: Bool
    package let name: String?
    package let params: RawJSON?
    package let asset_id, primary_variant_id, view_type, prompt, negative_prompt, model: String?
    package let model_version, seed: String?
    package let guidance: Double?
    package let aspect_ratio, scene_prompt, camera_movement: String?
    package let motion_intensity: Double?
    package let duration_ms: Int64?
    package let fps: Double?
    package let spent_ms: Int64?
    package let tool_type, external_id, workflow_id, fingerprint_id, based_on, parent_id: String?
    package let child_order: Int?
    package let slot_entry_id, source_id: String?
    package let metadata: RawJSON
    package let error: String?
    package let archived_at, deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ shown: ShownGeneration) {
        id = shown.generation.id
        user_id = shown.generation.userID
        project_id = shown.generation.projectID
        session_id = shown.generation.sessionID
        job_id = shown.generation.jobID
        output_index = shown.generation.index
        kind = shown.generation.kind.rawValue
        status = shown.generation.status.rawValue
        review = shown.generation.review.rawValue
        is_selected = shown.generation.isSelected
        selection_order = shown.generation.selectionOrder
        is_starred = shown.generation.isStarred
        name = shown.name
        params = shown.params.map { RawJSON(text: $0.text) }
        asset_id = shown.assetID
        primary_variant_id = shown.primary?.id
        view_type = shown.generation.viewType
        prompt = shown.generation.prompt
        negative_prompt = shown.generation.negativePrompt
        model = shown.generation.model
        model_version = shown.generation.modelVersion
        seed = shown.generation.seed
        guidance = shown.generation.guidance
        aspect_ratio = shown.generation.aspectRatio
        scene_prompt = shown.generation.scenePrompt
        camera_movement = shown.generation.cameraMovement
        motion_intensity = shown.generation.motionIntensity
        duration_ms = shown.generation.durationMilliseconds
        fps = shown.generation.fps
        spent_ms = shown.generation.spentMilliseconds
        tool_type = shown.generation.toolType
        external_id = shown.generation.externalID
        workflow_id = shown.generation.workflowID
        fingerprint_id = shown.generation.fingerprintID
        based_on = shown.generation.basedOn
        parent_id = shown.generation.parentID
        child_order = shown.generation.childOrder
        slot_entry_id = shown.generation.slotEntryID
        source_id = shown.generation.sourceID
        metadata = RawJSON(text: shown.generation.metadata.text)
        error = shown.generation.error
        archived_at = shown.generation.archivedAt.map(Timestamp.init(_:))
        deleted_at = shown.generation.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(shown.generation.createdAt)
        updated_at = Timestamp(shown.generation.updatedAt)
    }
}

package import Domain

/// Videos to learn from.
package struct TrainingBatchJSON: WireJSON {
    package let id, user_id, name: String
    package let metadata: RawJSON
    package let deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ batch: TrainingBatch) {
        id = batch.id
        user_id = batch.userID
        name = batch.name
        metadata = RawJSON(text: batch.metadata.text)
        deleted_at = batch.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(batch.createdAt)
        updated_at = Timestamp(batch.updatedAt)
    }
}

/// One video of a batch.
package struct TrainingItemJSON: WireJSON {
    package let id, batch_id: String
    package let asset_id: String?
    package let name: String
    package let duration_ms: Int64?
    package let created_at: Timestamp

    package init(_ item: TrainingItem) {
        id = item.id
        batch_id = item.batchID
        asset_id = item.assetID
        name = item.name
        duration_ms = item.durationMilliseconds
        created_at = Timestamp(item.createdAt)
    }
}

/// A part of a video.
package struct TrainingSegmentJSON: WireJSON {
    package let id, item_id: String
    package let asset_id: String?
    package let start_ms, end_ms: Int64
    package let description: String?
    package let created_at: Timestamp

    package init(_ segment: TrainingSegment) {
        id = segment.id
        item_id = segment.itemID
        asset_id = segment.assetID
        start_ms = segment.start
        end_ms = segment.end
        description = segment.description
        created_at = Timestamp(segment.createdAt)
    }
}

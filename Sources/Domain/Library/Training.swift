/// Videos to learn from.
package struct TrainingBatch: DomainRecord {
    package var id = ""
    package var userID = ""
    package var name = ""
    package var metadata = JSONText.emptyObject
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<TrainingBatch>(.trainingBatches, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("name", \.name, .editable)
        $0.column("metadata", \.metadata, .editable)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

/// One video of a batch.
package struct TrainingItem: DomainRecord {
    package var id = ""
    package var batchID = ""
    package var assetID: String?
    package var name = ""
    package var durationMilliseconds: Int64?
    package var createdAt: Int64 = 0

    package init() {}

    package static let table = Table<TrainingItem>(
        .trainingItems, parent: ("batch_id", .trainingBatches)
    ) {
        $0.column("id", \.id)
        $0.column("batch_id", \.batchID)
        $0.column("asset_id", \.assetID)
        $0.column("name", \.name)
        $0.column("duration_ms", \.durationMilliseconds)
        $0.column("created_at", \.createdAt)
    }
}

/// A part of a video, in milliseconds.
package struct TrainingSegment: DomainRecord {
    package var id = ""
    package var itemID = ""
    package var assetID: String?
    package var start: Int64 = 0
    package var end: Int64 = 0
    package var description: String?
    package var createdAt: Int64 = 0

    package init() {}

    package static let table = Table<TrainingSegment>(
        .trainingSegments, parent: ("item_id", .trainingItems)
    ) {
        $0.column("id", \.id)
        $0.column("item_id", \.itemID)
        $0.column("asset_id", \.assetID)
        $0.column("start_ms", \.start)
        $0.column("end_ms", \.end)
        $0.column("description", \.description, .editable)
        $0.column("created_at", \.createdAt)
    }
}

package struct Training<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var training: Training<Self> { Training(access: self) }
}

extension Training {
    /// Newest first.
    package func page(
        of user: String? = nil, _ request: PageRequest = PageRequest()
    ) throws -> Page<TrainingBatch> {
        var list = ListQuery<TrainingBatch>(orderedBy: "created_at", .descending)
        list.conditions.add("training_batches.user_id = ?", try access.owner(user))
        list.conditions.add("training_batches.deleted_at IS NULL")
        return try list.page(request, access)
    }

    package func items(of batch: String) throws -> [TrainingItem] {
        try access.records(
            TrainingItem.self, "WHERE batch_id = ? ORDER BY created_at, id",
            [access.get(TrainingBatch.self, batch).id])
    }

    package func segments(of item: String) throws -> [TrainingSegment] {
        try access.records(
            TrainingSegment.self, "WHERE item_id = ? ORDER BY start_ms, id",
            [access.get(TrainingItem.self, item).id])
    }
}

extension Training where Access == DomainTransaction {
    @discardableResult
    package func createBatch(name: String) throws -> TrainingBatch {
        guard !name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        var batch = TrainingBatch()
        batch.id = access.makeID()
        batch.userID = try access.own(User.self, access.viewer.userID).id
        batch.name = name
        (batch.createdAt, batch.updatedAt) = (access.now, access.now)
        try access.insert(batch)
        return batch
    }

    package func deleteBatch(_ id: String) throws {
        try access.softDelete(TrainingBatch.self, id)
    }

    @discardableResult
    package func restoreBatch(_ id: String) throws -> TrainingBatch {
        try access.restore(TrainingBatch.self, id)
    }

    @discardableResult
    package func addItem(
        to batch: String, name: String, asset: String?, durationMilliseconds: Int64?
    ) throws -> TrainingItem {
        let batch = try access.own(TrainingBatch.self, batch)
        if let asset { try access.requireAsset(asset, of: batch.userID) }
        if let duration = durationMilliseconds, duration < 1 {
            throw DomainError.invalid(.length, .outside(1, .max))
        }
        var item = TrainingItem()
        (item.id, item.batchID, item.assetID) = (access.makeID(), batch.id, asset)
        (item.name, item.durationMilliseconds) = (name, durationMilliseconds)
        item.createdAt = access.now
        try access.insert(item)
        return item
    }

    /// - Throws: `DomainError.invalid` for a part that is not inside the video.
    @discardableResult
    package func addSegment(
        to item: String, from start: Int64, to end: Int64, description: String? = nil,
        asset: String? = nil
    ) throws -> TrainingSegment {
        let item = try access.own(TrainingItem.self, item)
        guard start >= 0, start < end else {
            throw DomainError.invalid(.start, .outside(0, max(0, end - 1)))
        }
        if let duration = item.durationMilliseconds, end > duration {
            throw DomainError.invalid(.end, .outside(1, duration))
        }
        if let asset {
            let batch = try access.get(TrainingBatch.self, item.batchID)
            try access.requireAsset(asset, of: batch.userID)
        }
        var segment = TrainingSegment()
        (segment.id, segment.itemID, segment.assetID) = (access.makeID(), item.id, asset)
        (segment.start, segment.end, segment.description) = (start, end, description)
        segment.createdAt = access.now
        try access.insert(segment)
        return segment
    }

    package func deleteSegment(_ id: String) throws {
        try access.delete(access.own(TrainingSegment.self, id))
    }
}

/// All tables of the domain, in an order in which those that are referred to come first.
package enum DomainTables {
    package static let all: [TableDescription] = [
        User.table.description, AccessToken.table.description, Credential.table.description,
        IdempotentAnswer.table.description, ToolSetting.table.description,
        Detachment.table.description, Project.table.description, Shot.table.description,
        Session.table.description, Brief.table.description, TaskType.table.description,
        Worker.table.description, Job.table.description, JobReference.table.description,
        JobDependency.table.description, Generation.table.description,
        Variant.table.description, Caption.table.description, Entry.table.description,
        Cost.table.description, LedgerRow.table.description,
        Album.table.description, AlbumAsset.table.description, SharedLink.table.description,
        Tag.table.description, AssetTag.table.description, AssetMark.table.description,
        Model.table.description, PromptTemplate.table.description, Settings.table.description,
        Document.table.description, Checkpoint.table.description,
        TrainingBatch.table.description, TrainingItem.table.description,
        TrainingSegment.table.description, BucketRule.table.description,
        LiveConnection.table.description,
    ]

    private static let byEntity = Dictionary(
        uniqueKeysWithValues: (all + [AssetBatch.table.description]).map { ($0.entity, $0) })

    static func of(_ entity: Entity) -> TableDescription {
        guard let table = byEntity[entity] else {
            preconditionFailure("\(entity.rawValue) is no table of the domain")
        }
        return table
    }

    /// Nil for a name that no table has.
    package static func named(_ name: String) -> TableDescription? {
        Entity(rawValue: name).flatMap { byEntity[$0] }
    }
}

import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addTraining() {
        list("/api/v1/training", "listTrainingBatches", "Batches of training data") {
            (_: Paging, request, reader) in
            try reader.training.page(of: nil, request).map(TrainingBatchJSON.init)
        }
        create("/api/v1/training", "createTrainingBatch", "Begin a batch", problems: [409]) {
            (_: Nothing, body: NewBatch, transaction) in
            TrainingBatchJSON(try transaction.training.createBatch(name: body.name))
        }
        delete("/api/v1/training/{id}", "deleteTrainingBatch", "Delete a batch") {
            (query: ByID, transaction) in try transaction.training.deleteBatch(query.id)
        }
        act(.post, "/api/v1/training/{id}/restore", "restoreTrainingBatch", "Bring it back") {
            (query: ByID, _: Nothing, transaction) in
            TrainingBatchJSON(try transaction.training.restoreBatch(query.id))
        }
        items("/api/v1/training/{id}/items", "listTrainingItems", "What is in a batch") {
            (query: ByID, reader) in
            try reader.training.items(of: query.id).map(TrainingItemJSON.init)
        }
        create("/api/v1/training/{id}/items", "addTrainingItem", "Add a video to a batch") {
            (query: ByID, body: NewItem, transaction) in
            TrainingItemJSON(
                try transaction.training.addItem(
                    to: query.id, name: body.name, asset: body.asset,
                    durationMilliseconds: body.duration_ms))
        }
        items("/api/v1/training-items/{id}/segments", "listSegments", "Segments of an item") {
            (query: ByID, reader) in
            try reader.training.segments(of: query.id).map(TrainingSegmentJSON.init)
        }
        create("/api/v1/training-items/{id}/segments", "addSegment", "Mark a segment") {
            (query: ByID, body: NewSegment, transaction) in
            TrainingSegmentJSON(
                try transaction.training.addSegment(
                    to: query.id, from: body.start_ms, to: body.end_ms,
                    description: body.description, asset: body.asset))
        }
        delete("/api/v1/training-segments/{id}", "deleteSegment", "Delete a segment") {
            (query: ByID, transaction) in try transaction.training.deleteSegment(query.id)
        }
    }
}

private struct NewBatch: Decodable, Sendable { let name: String }

private struct NewItem: Decodable, Sendable {
    let name: String
    var asset: String?
    var duration_ms: Int64?
}

private struct NewSegment: Decodable, Sendable {
    let start_ms, end_ms: Int64
    var description: String?
    var asset: String?
}

package import Domain

/// A program that takes jobs.
package struct WorkerJSON: WireJSON {
    package let id: String
    package let user_id: String?
    package let name, run_place, state: String
    package let metadata: RawJSON
    package let last_heartbeat_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ worker: Worker) {
        id = worker.id
        user_id = worker.userID
        name = worker.name
        run_place = worker.runPlace.rawValue
        state = worker.state
        metadata = RawJSON(text: worker.metadata.text)
        last_heartbeat_at = worker.lastHeartbeatAt.map(Timestamp.init(_:))
        created_at = Timestamp(worker.createdAt)
        updated_at = Timestamp(worker.updatedAt)
    }
}

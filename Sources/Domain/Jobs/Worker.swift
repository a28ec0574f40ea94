/// A program that takes jobs.
package struct Worker: DomainRecord {
    package var id = ""
    /// Nil for one that works for everybody.
    package var userID: String?
    package var name = ""
    package var runPlace = RunPlace.gpu
    package var state = "active"
    package var metadata = JSONText.emptyObject
    package var lastHeartbeatAt: Int64?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Worker>(.workers, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("name", \.name, .editable)
        $0.column("run_place", \.runPlace)
        $0.column("state", \.state, .editable)
        $0.column("metadata", \.metadata, .editable)
        $0.column("last_heartbeat_at", \.lastHeartbeatAt, .volatile)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

package struct Workers<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var workers: Workers<Self> { Workers(access: self) }
}

extension Workers {
    package func get(_ id: String) throws -> Worker { try access.get(Worker.self, id) }

    package func list() throws -> [Worker] {
        if access.viewer.isAdmin { return try access.records(Worker.self, "ORDER BY id") }
        return try access.records(
            Worker.self, "WHERE user_id = ? ORDER BY id", [access.viewer.userID])
    }
}

extension Workers where Access == DomainTransaction {
    /// Makes a worker known; again, it says that it is there.
    /// - Parameter isShared: it works for everybody; for admins.
    @discardableResult
    package func register(
        name: String, id: String? = nil, place: RunPlace = .gpu, isShared: Bool = false
    ) throws -> Worker {
        if let id, let known = try access.find(Worker.self, id) { return try beat(known) }
        if isShared { try access.requireAdmin() }
        var worker = Worker()
        worker.id = try access.newID(id)
        worker.userID = isShared ? nil : access.viewer.userID
        worker.name = name
        worker.runPlace = place
        worker.lastHeartbeatAt = access.now
        worker.createdAt = access.now
        worker.updatedAt = access.now
        try access.insert(worker)
        return worker
    }

    @discardableResult
    func beat(_ worker: Worker) throws -> Worker {
        try access.update(worker) { $0.lastHeartbeatAt = access.now }
    }

    /// Says that a worker is there, and what it says of itself.
    @discardableResult
    package func heartbeat(_ id: String, state: String? = nil) throws -> Worker {
        let worker = try access.own(Worker.self, id)
        return try access.update(worker) {
            $0.lastHeartbeatAt = access.now
            if let state { $0.state = state }
        }
    }
}

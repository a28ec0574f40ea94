import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addProjects() {
        list("/api/v1/projects", "listProjects", "Projects, newest first") {
            (_: Paging, request, reader) in try reader.projects.page(request).map(ProjectJSON.init)
        }
        create("/api/v1/projects", "createProject", "Make a project", problems: [409]) {
            (_: Nothing, body: NewProject, transaction) in
            ProjectJSON(
                try transaction.projects.create(name: body.name, id: body.id) {
                    try body.values.replace(&$0)
                })
        }
        resource(
            "/api/v1/projects/{id}", "Project", reading: "One project",
            changing: "Change a project",
            item: { id, reader in ProjectJSON(try reader.projects.get(id)) },
            edit: { (id, body: ProjectValues, transaction) in
                _ = try transaction.projects.edit(id, body.replace)
            })
        delete("/api/v1/projects/{id}", "deleteProject", "Delete it, with everything in it") {
            (query: ByID, transaction) in try transaction.projects.delete(query.id)
        }
        act(
            .post, "/api/v1/projects/{id}/restore", "restoreProject",
            "Bring it back, with all that went along"
        ) { (query: ByID, _: Nothing, transaction) in
            ProjectJSON(try transaction.projects.restore(query.id))
        }
        addShots()
    }

    private mutating func addShots() {
        list("/api/v1/projects/{id}/shots", "listShots", "Shots of a project, in its order") {
            (query: PagedByID, request, reader) in
            try reader.shots.page(of: query.id, request).map(ShotJSON.init)
        }
        create("/api/v1/projects/{id}/shots", "createShot", "Make a shot") {
            (query: ByID, body: NewShot, transaction) in
            ShotJSON(
                try transaction.shots.create(
                    in: query.id, name: body.name, at: body.position, id: body.id))
        }
        act(
            .put, "/api/v1/projects/{id}/shots/order", "orderShots", "Put the shots into an order"
        ) { (query: ByID, body: Order, transaction) in
            try transaction.shots.reorder(query.id, body.ids)
            return ChangedJSON(event: .written, kind: Entity.projects.rawValue, id: query.id)
        }
        get("/api/v1/shots/{id}", "getShot", "One shot, with its entries") {
            (query: ByID, reader) in
            ShotDetailsJSON(
                shot: ShotJSON(try reader.shots.get(query.id)),
                statistics: ShotStatisticsJSON(try reader.entries.statistics(of: query.id)),
                entries: try reader.entries.list(of: query.id).map { EntryJSON($0) })
        }
        delete("/api/v1/shots/{id}", "deleteShot", "Delete a shot") {
            (query: ByID, transaction) in try transaction.shots.delete(query.id)
        }
        act(.post, "/api/v1/shots/{id}/restore", "restoreShot", "Bring a shot back") {
            (query: ByID, _: Nothing, transaction) in
            ShotJSON(try transaction.shots.restore(query.id))
        }
        act(.post, "/api/v1/shots/{id}/duplicate", "duplicateShot", "Copy a shot") {
            (query: ByID, _: Nothing, transaction) in
            ShotJSON(try transaction.shots.duplicate(query.id))
        }
    }
}

/// A list below one thing.
struct PagedByID: PagedQuery {
    let id: String
    var limit: Int?
    var after: String?
    var page: Int?
}

/// All ids of a list, as they are to stand.
struct Order: Decodable, Sendable { let ids: [String] }

private struct ProjectValues: Decodable, Sendable {
    var name: String?
    var aspect_ratio: Clearable<String>
    var spacing: Int?
    var settings: JSONValue?

    func replace(_ project: inout Project) throws {
        name.replace(&project.name)
        aspect_ratio.replace(&project.aspectRatio)
        spacing.replace(&project.spacing)
        try settings.replace(&project.settings)
    }
}

private struct NewProject: Decodable, Sendable {
    var id: String?
    let name: String
    var aspect_ratio: Clearable<String>
    var spacing: Int?
    var settings: JSONValue?

    var values: ProjectValues {
        ProjectValues(aspect_ratio: aspect_ratio, spacing: spacing, settings: settings)
    }
}

private struct NewShot: Decodable, Sendable {
    var id: String?
    let name: String
    var position: Int?
}

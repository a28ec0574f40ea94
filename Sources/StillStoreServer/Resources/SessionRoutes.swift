import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addSessions() {
        list("/api/v1/sessions", "listSessions", "Sessions, last changed first") {
            (query: SessionQuery, request, reader) in
            let page = try reader.sessions.page(query.filter, of: nil, request)
            let summaries = try reader.sessions.summaries(of: page.items.map(\.id))
            return page.map { SessionJSON($0, summaries[$0.id]) }
        }
        create("/api/v1/sessions", "createSession", "Begin a session") {
            (_: Nothing, body: NewSession, transaction) in
            SessionJSON(
                try transaction.sessions.create(
                    body.workflow, title: body.title ?? "", project: body.project,
                    source: body.source, id: body.id))
        }
        resource(
            "/api/v1/sessions/{id}", "Session", reading: "One session",
            changing: "Change a session",
            item: { id, reader in
                SessionJSON(try reader.sessions.get(id), try reader.sessions.summary(of: id))
            },
            edit: { (id, body: SessionValues, transaction) in
                _ = try transaction.sessions.edit(id, body.replace)
            })
        delete("/api/v1/sessions/{id}", "deleteSession", "Delete a session") {
            (query: ByID, transaction) in try transaction.sessions.delete(query.id)
        }
        act(.post, "/api/v1/sessions/{id}/restore", "restoreSession", "Bring a session back") {
            (query: ByID, _: Nothing, transaction) in
            SessionJSON(try transaction.sessions.restore(query.id))
        }
        act(
            .post, "/api/v1/sessions/{id}/transition", "moveSession",
            "Bring a session to another state"
        ) { (query: ByID, body: Transition, transaction) in
            SessionJSON(
                try transaction.sessions.move(query.id, to: body.status, error: body.error))
        }
        act(
            .put, "/api/v1/sessions/{id}/progress", "setProgress", "Say how far a session is"
        ) { (query: ByID, body: Progress, transaction) in
            SessionJSON(
                try transaction.sessions.setProgress(
                    query.id, stage: body.stage, percent: body.percent, message: body.message))
        }
        act(
            .put, "/api/v1/sessions/{id}/archived", "setArchived",
            "Archive a session, or bring it back"
        ) { (query: ByID, body: Archived, transaction) in
            SessionJSON(try transaction.sessions.setArchived(query.id, body.archived))
        }
        addBoard()
    }

    private mutating func addBoard() {
        items("/api/v1/sessions/{id}/board", "getBoard", "The mood board, in its order") {
            (query: ByID, reader) in
            try reader.shown(reader.generations.moodBoard(of: query.id))
        }
        act(
            .put, "/api/v1/sessions/{id}/board", "setBoard",
            "Choose the generations of the mood board"
        ) { (query: ByID, body: Order, transaction) in
            try transaction.generations.select(body.ids, of: query.id)
            return SessionJSON(try transaction.sessions.get(query.id))
        }
        get("/api/v1/sessions/{id}/brief", "getBrief", "What an ad is to be") {
            (query: ByID, reader) in
            guard let brief = try reader.sessions.brief(of: query.id) else {
                throw DomainError.notFound(.briefs, query.id)
            }
            return BriefJSON(brief)
        }
        act(.patch, "/api/v1/sessions/{id}/brief", "editBrief", "Say what an ad is to be") {
            (query: ByID, body: BriefValues, transaction) in
            BriefJSON(try transaction.sessions.editBrief(of: query.id, body.replace))
        }
    }
}

private struct SessionQuery: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
    var project: String?
    var workflow: Workflow?
    var status: [SessionStatus]?
    var archived: Bool?

    var filter: SessionFilter {
        var filter = SessionFilter()
        (filter.project, filter.workflow, filter.statuses) = (project, workflow, status ?? [])
        filter.isArchived = archived ?? false
        return filter
    }
}

private struct NewSession: Decodable, Sendable {
    var id: String?
    let workflow: Workflow
    var title: String?
    var project: String?
    var source: String?
}

private struct SessionValues: Decodable, Sendable {
    var title: String?
    var metadata: JSONValue?

    func replace(_ session: inout Session) throws {
        title.replace(&session.title)
        try metadata.replace(&session.metadata)
    }
}

private struct Transition: Decodable, Sendable {
    let status: SessionStatus
    var error: String?
}

private struct Progress: Decodable, Sendable {
    let percent: Int
    var stage: String?
    var message: String?
}

struct Archived: Decodable, Sendable { let archived: Bool }

private struct BriefValues: Decodable, Sendable {
    var category: Brief.Category?
    var product_prompt: String?
    var video_prompt: String?
    var seed: String?
    var style_keywords: [String]?
    var product_name: String?
    var call_to_action: String?
    var text_color: String?
    var text_font: String?
    var has_music: Bool?
    var music_genre: String?
    var music_url: String?
    var images_requested: Int?
    var clip_length: Int?
    var estimated_cost: Int64?
    var alert_cost: Int64?

    func replace(_ brief: inout Brief) {
        category.replace(&brief.category)
        product_prompt.replace(&brief.productPrompt)
        video_prompt.replace(&brief.videoPrompt)
        seed.replace(&brief.seed)
        style_keywords.replace(&brief.styleKeywords)
        product_name.replace(&brief.productName)
        call_to_action.replace(&brief.callToAction)
        text_color.replace(&brief.textColor)
        text_font.replace(&brief.textFont)
        has_music.replace(&brief.hasMusic)
        music_genre.replace(&brief.musicGenre)
        music_url.replace(&brief.musicURL)
        images_requested.replace(&brief.imagesRequested)
        clip_length.replace(&brief.clipLengthMilliseconds)
        estimated_cost.replace(&brief.estimatedCost)
        alert_cost.replace(&brief.alertCost)
    }
}

import Foundation

/// One request to a `ComfyUIServer`.
struct ComfyUIVisit {
    let request: ServedRequest
    let connection: ServedConnection
    /// As it was when the request came.
    let state: ComfyUIState
    /// The bytes for one answer, which may be the last that are cut short; nil for no such file.
    let readFile: (ComfyUIPlace) -> [UInt8]?

    func answer() {
        var parts = request.path.split(separator: "/").map(String.init)
        let isBelowAPI = parts.first == "api"
        if isBelowAPI { parts.removeFirst() }
        switch (parts.first, parts.count) {
        case ("view", 1): answerView()
        case ("history", 1): answerHistory()
        case ("history", 2): answerHistory(of: parts[1])
        case ("queue", 1): answerQueue()
        case ("jobs", 1) where isBelowAPI && state.hasJobs: answerJobs()
        case ("jobs", 2) where isBelowAPI && state.hasJobs: answerJob(parts[1])
        default: refuse(404)
        }
    }

    private func answerView() {
        guard var name = request.parameter("filename") else { return refuse(404) }
        var type = request.parameter("type") ?? "output"
        // A name may carry its type along, as in `a.png [temp]`.
        if name.hasSuffix("]"), let start = name.range(of: " [", options: .backwards) {
            type = String(name[start.upperBound...].dropLast())
            name = String(name[..<start.lowerBound])
        }
        guard !name.isEmpty, !name.hasPrefix("/"), !name.contains(".."),
            let kind = ComfyUIPlace.Kind(rawValue: type)
        else { return refuse(400) }
        let subfolder = request.parameter("subfolder") ?? ""
        guard !subfolder.hasPrefix("/"), !subfolder.split(separator: "/").contains("..") else {
            return refuse(403)
        }
        let place = ComfyUIPlace(name, subfolder: subfolder, kind: kind)
        let bytes = request.method == "HEAD" ? state.files[place]?.bytes : readFile(place)
        guard let bytes else { return refuse(404) }
        guard request.query["preview"] == nil, request.query["channel"] == nil else {
            // The server would encode the picture anew; what counts is that the bytes are others.
            return connection.respond(200, body: Array("encoded anew".utf8))
        }
        var file = ServedFile(bytes)
        file.headers = [("Content-Disposition", "filename=\"\(name)\"")]
        file.respond(to: request, over: connection)
    }

    private func answerHistory() {
        guard let limit = number("max_items"), let start = number("offset") else {
            return refuse(500)
        }
        let ended = state.jobs.filter(\.hasEnded)
        var offset = start ?? -1
        if offset < 0, let limit { offset = ended.count - limit }
        let page = ended.dropFirst(max(offset, 0)).prefix(limit ?? ended.count)
        // Put together by hand: a dictionary would lose the order, which clients see.
        let fields = page.map { job in
            jsonBytes(job.id) + Array(": ".utf8) + jsonBytes(job.historyEntry)
        }
        let body = Array("{".utf8) + fields.joined(separator: Array(", ".utf8)) + Array("}".utf8)
        connection.respond(200, headers: [("Content-Type", "application/json")], body: body)
    }

    /// An id that nobody knows is an empty object and no error.
    private func answerHistory(of id: String) {
        let job = state.jobs.first { $0.id == id && $0.hasEnded }
        connection.respond(json: job.map { [id: $0.historyEntry] } ?? [:])
    }

    private func answerQueue() {
        connection.respond(json: [
            "queue_running": state.jobs.filter { $0.status == .running }.map(\.prompt),
            "queue_pending": state.jobs.filter { $0.status == .pending }.map(\.prompt),
        ])
    }

    private func answerJobs() {
        guard let limit = number("limit"), let offset = number("offset"),
            limit ?? 1 > 0, offset ?? 0 >= 0
        else { return connection.respond(400, json: ["error": "limit and offset are numbers"]) }
        let wanted = request.parameter("status")?.split(separator: ",").map(String.init)
        var jobs = state.jobs.filter { wanted?.contains($0.jobStatus) ?? true }
        jobs.sort { $0.createdAt > $1.createdAt }
        if request.parameter("sort_order") == "asc" { jobs.reverse() }
        let start = offset ?? 0
        let page = jobs.dropFirst(start).prefix(limit ?? jobs.count)
        var pagination: [String: Any] = [
            "offset": start, "total": jobs.count, "has_more": start + page.count < jobs.count,
        ]
        pagination["limit"] = limit
        connection.respond(json: ["jobs": page.map(\.jobEntry), "pagination": pagination])
    }

    private func answerJob(_ id: String) {
        guard let job = state.jobs.first(where: { $0.id == id }) else {
            return connection.respond(404, json: ["error": "Job not found"])
        }
        connection.respond(json: job.jobEntry.merging(job.jobDetails) { $1 })
    }

    /// These errors have no JSON.
    private func refuse(_ status: Int) {
        connection.respond(
            status, headers: [("Content-Type", "text/plain; charset=utf-8")],
            body: Array("\(status)".utf8))
    }

    /// Nil within when the parameter is not there, and nil when it is no number.
    private func number(_ name: String) -> Int?? {
        guard let text = request.parameter(name) else { return .some(nil) }
        return Int(text).map { .some($0) }
    }
}

import Foundation

/// One request to an `InvokeAIServer`.
struct InvokeAIVisit {
    let request: ServedRequest
    let connection: ServedConnection
    /// As it was when the request came.
    let state: InvokeAIState
    /// The bytes for one answer, which may be the last that are cut short; nil for no such image.
    let readFile: (String) -> [UInt8]?

    func answer() {
        guard request.path.hasPrefix("/api/"), request.path != "/api/v1/images" else {
            return answerWithWebPage()
        }
        let parts = request.path.split(separator: "/").map(String.init)
        if parts == ["api", "v1", "app", "version"] {
            return connection.respond(json: ["version": state.version])
        }
        if parts == ["api", "v1", "auth", "login"] { return answerLogin() }
        if let token = state.token, request.headers["authorization"] != "Bearer " + token {
            return connection.respond(401, detail: "Not authenticated")
        }
        guard parts.count > 2, parts[1] == "v1" else { return answerNotFound() }
        let rest = Array(parts.dropFirst(3))
        switch parts[2] {
        case "images": answerImages(rest)
        case "boards": answerBoards(rest)
        case "gallery" where rest == ["item_names"] && state.hasItemNames:
            let isWhole = request.parameter("is_intermediate") != "true"
            answerNames(as: "item_names", extra: isWhole ? state.videoNames : [])
        default: answerNotFound()
        }
    }

    private func answerLogin() {
        guard let login = state.login, let token = state.token else {
            return connection.respond(403, detail: "Multiuser mode is disabled.")
        }
        let body = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
        guard request.method == "POST", body?["email"] as? String == login.email,
            body?["password"] as? String == login.password
        else { return connection.respond(401, detail: "Incorrect email or password") }
        connection.respond(json: ["token": token, "expires_in": 86_400])
    }

    private func answerImages(_ rest: [String]) {
        switch (request.method, rest.count, rest.first) {
        case (_, 0, _): answerPage()
        case ("POST", 1, "images_by_names"): answerByNames()
        case (_, 1, "names"): answerNames(as: "image_names", extra: [])
        case (_, 2..., "i"):
            if state.brokenNames.contains(rest[1]) {
                return connection.respond(500, detail: "Failed to get image")
            }
            guard let image = state.image(rest[1]) else {
                return connection.respond(404, detail: "Image not found")
            }
            answer(image, part: rest.dropFirst(2).joined(separator: "/"))
        default: answerNotFound()
        }
    }

    private func answer(_ image: InvokeAIImage, part: String) {
        let description = image.description(sendsNulls: state.sendsNulls)
        switch part {
        case "": connection.respond(json: description)
        case "full": answerFull(image)
        case "metadata": connection.respond(json: image.metadata.map(jsonValue) ?? NSNull())
        case "urls":
            let names = ["image_name", "image_url", "thumbnail_url"]
            connection.respond(json: description.filter { names.contains($0.key) })
        default: answerNotFound()
        }
    }

    /// The whole file each time: no validators and no ranges.
    private func answerFull(_ image: InvokeAIImage) {
        if state.isInMaintenance {
            return connection.respond(409, detail: "Image storage maintenance is active")
        }
        let bytes = request.method == "HEAD" ? image.file.bytes : readFile(image.name)
        guard !image.isFileGone, let bytes else {
            return connection.respond(404, detail: "Image not found")
        }
        let headers = [
            ("Content-Type", "image/png"), ("Cache-Control", "max-age=31536000"),
            ("Content-Disposition", "inline; filename=\"\(image.name)\""),
        ]
        connection.respond(200, headers: headers, body: bytes)
    }

    private func answerPage() {
        let (offset, limit) = (number("offset") ?? 0, number("limit") ?? 10)
        let images = state.images(for: request)
        // A negative limit is none, as in SQLite.
        let page = images.dropFirst(max(offset, 0)).prefix(limit < 0 ? images.count : limit)
        connection.respond(json: [
            "limit": limit, "offset": offset, "total": images.count,
            "items": page.map { $0.description(sendsNulls: state.sendsNulls) },
        ])
    }

    private func answerNames(as field: String, extra: [String]) {
        let images = state.images(for: request)
        let names = images.map(\.name) + extra
        // The real one counts them only where they come first.
        let areFirst = request.parameter("starred_first") != "false"
        connection.respond(json: [
            field: names, "starred_count": areFirst ? images.count(where: \.isStarred) : 0,
            "total_count": names.count,
        ])
    }

    /// Names that nobody knows are passed over without a word.
    private func answerByNames() {
        let body = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
        guard let names = body?["image_names"] as? [String] else {
            return connection.respond(422, detail: "image_names is missing")
        }
        let images = names.compactMap(state.image)
        connection.respond(json: images.map { $0.description(sendsNulls: state.sendsNulls) })
    }

    private func answerBoards(_ rest: [String]) {
        if rest.isEmpty { return answerBoardList() }
        guard rest.count == 2, rest[1] == "image_names",
            rest[0] == "none" || state.boards.contains(where: { $0.id == rest[0] })
        else { return answerNotFound() }
        let images = state.images.filter { ($0.boardID ?? "none") == rest[0] }
        connection.respond(json: images.map(\.name))
    }

    private func answerBoardList() {
        let boards = state.boards.map(description)
        if request.parameter("all") == "true" { return connection.respond(json: boards) }
        guard let offset = number("offset"), let limit = number("limit") else {
            return connection.respond(
                400, detail: "Ask for all boards, or give an offset and a limit")
        }
        connection.respond(json: [
            "limit": limit, "offset": offset, "total": boards.count,
            "items": Array(boards.dropFirst(max(offset, 0)).prefix(max(limit, 0))),
        ])
    }

    private func description(of board: InvokeAIBoard) -> [String: Any] {
        let images = state.images.filter { $0.boardID == board.id }
        let fields: [String: Any?] = [
            "board_id": board.id, "board_name": board.name, "created_at": board.createdAt,
            "updated_at": board.createdAt, "deleted_at": nil, "archived": false,
            "cover_image_name": images.last?.name, "image_count": images.count, "asset_count": 0,
        ]
        return jsonFields(fields, sendsNulls: state.sendsNulls)
    }

    private func answerNotFound() { connection.respond(404, detail: "Not Found") }

    private func answerWithWebPage() {
        let page = "<!doctype html><html><head><title>Invoke</title></head></html>\n"
        connection.respond(200, headers: [("Content-Type", "text/html")], body: Array(page.utf8))
    }

    private func number(_ name: String) -> Int? { request.parameter(name).flatMap { Int($0) } }
}

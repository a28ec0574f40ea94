extension FaultVisit {
    /// Behaviours whose transfer is sound, but not what is transferred, or that ask for more
    /// than an address.
    static let contentFaults: [String: Answer] = [
        "good": { $0.answerWell() },
        "no-range": { visit in
            var file = visit.file
            file.honoursRanges = false
            (file.entityTag, file.lastModified) = (nil, nil)
            file.respond(to: visit.request, over: visit.connection)
        },
        "html": { visit in
            let page = "<!DOCTYPE html><html><body><form>Password: <input></form></body></html>\n"
            visit.answer(with: page, type: "text/html; charset=utf-8")
        },
        "text": { visit in
            visit.answer(with: "These are words and no picture.\n", type: "image/png")
        },
        "damaged": { visit in
            var file = visit.file
            file.bytes.removeLast(file.bytes.count / 2)
            file.respond(to: visit.request, over: visit.connection)
        },
        "gzip": { visit in
            let headers = visit.file.wholeAnswerHeaders + [("Content-Encoding", "gzip")]
            visit.connection.respond(200, headers: headers, body: [0x1F, 0x8B, 8] + visit.bytes)
        },
        "login": { visit in
            // user:pass
            guard visit.request.headers["authorization"] == "Basic dXNlcjpwYXNz" else {
                return visit.connection.respond(
                    401, headers: [("WWW-Authenticate", "Basic realm=\"pictures\"")])
            }
            visit.answerWell()
        },
    ]

    private func answer(with text: String, type: String) {
        connection.respond(200, headers: [("Content-Type", type)], body: Array(text.utf8))
    }
}

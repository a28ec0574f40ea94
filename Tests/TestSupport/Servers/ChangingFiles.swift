extension FaultVisit {
    /// Behaviours that break off the first answer and then go on with the same or another file.
    static let changingFiles: [String: Answer] = [
        "interrupted": { visit in
            if visit.breaksOff(visit.file) { return }
            visit.answerWell()
        },
        "resume-change": { visit in
            if visit.breaksOff(visit.oldFile) { return }
            visit.newFile.respond(to: visit.request, over: visit.connection)
        },
        "resume-liar": { visit in
            if visit.breaksOff(visit.oldFile) { return }
            var file = visit.newFile
            file.honoursIfRange = false
            file.respond(to: visit.request, over: visit.connection)
        },
    ]

    private var oldFile: ServedFile {
        var file = file
        file.entityTag = "\"one\""
        return file
    }

    /// Another picture, never of the same length: the length is what gives the liar away.
    private var newFile: ServedFile {
        var file = ServedFile(picture(seed + 1_000_000), age: seed + 1)
        if file.bytes.count == bytes.count { file.bytes.append(0) }
        file.entityTag = "\"two\""
        return file
    }

    /// Sends half of the file if this is the first request for it.
    private func breaksOff(_ file: ServedFile) -> Bool {
        guard count == 1, request.method != "HEAD" else { return false }
        sendHalf(of: file)
        connection.close()
        return true
    }
}

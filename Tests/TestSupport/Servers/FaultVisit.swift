/// One request to a `FaultServer`, with all that its answer depends on.
struct FaultVisit {
    let request: ServedRequest
    let connection: ServedConnection
    /// Which request for this target it is, from 1.
    let count: Int
    let picture: @Sendable (Int) -> [UInt8]
    let behaviour: String
    let seed: Int

    /// What a behaviour does.
    typealias Answer = @Sendable (FaultVisit) -> Void

    /// Nil when the target names no behaviour or no picture.
    init?(
        request: ServedRequest, connection: ServedConnection, count: Int,
        picture: @escaping @Sendable (Int) -> [UInt8]
    ) {
        let parts = request.path.split(separator: "/")
        guard parts.count == 2, Self.isKnown(String(parts[0])), parts[1].hasSuffix(".png"),
            let seed = Int(parts[1].dropLast(".png".count))
        else { return nil }
        self.request = request
        self.connection = connection
        self.count = count
        self.picture = picture
        behaviour = String(parts[0])
        self.seed = seed
    }

    private static let answers: [String: Answer] =
        transferFaults.merging(contentFaults) { $1 }.merging(redirections) { $1 }
        .merging(changingFiles) { $1 }.merging(checksums) { $1 }

    static func isKnown(_ behaviour: String) -> Bool {
        answers[behaviour] != nil || status(of: behaviour) != nil
    }

    func answer() {
        let until = request.parameter("until").flatMap { Int($0) } ?? .max
        guard count <= until else { return answerWell() }
        if let status = Self.status(of: behaviour) { return answer(status: status) }
        // A fault of the body cannot show in an answer that has none.
        if request.method == "HEAD", Self.transferFaults[behaviour] != nil { return answerWell() }
        Self.answers[behaviour]?(self)
    }

    var bytes: [UInt8] { picture(seed) }

    var file: ServedFile { ServedFile(bytes, age: seed) }

    func answerWell() { file.respond(to: request, over: connection) }

    /// Sends the first half of a file under the length of the whole, and leaves the connection
    /// open.
    func sendHalf(of file: ServedFile) {
        begin(file, length: file.bytes.count)
        connection.write(Array(file.bytes.prefix(file.bytes.count / 2)))
    }

    /// Sends the headers of a whole file with a length of the caller's choice.
    func begin(_ file: ServedFile, length: Int) {
        connection.begin(
            200, headers: file.wholeAnswerHeaders + [("Content-Length", String(length))])
    }

    private static func status(of behaviour: String) -> Int? {
        guard behaviour.hasPrefix("status-") else { return nil }
        return Int(behaviour.dropFirst("status-".count))
    }

    private func answer(status: Int) {
        var headers = [("Content-Type", "text/plain")]
        if let wait = request.parameter("retry-after") { headers.append(("Retry-After", wait)) }
        connection.respond(status, headers: headers, body: Array("The answer is \(status).\n".utf8))
    }
}

import Foundation

/// The images of an InvokeAI server, or of one of its boards. Intermediate ones and videos are left
/// out unless they were asked for.
package struct InvokeAIListing: SourceListing {
    private let http: HTTPClient
    private let place: GeneratorPlace
    private let board: String?
    private let access: InvokeAIAccess
    private let addresses: AddressRule
    private let wishes: ListingWishes

    /// - Parameters:
    ///   - base: `http://localhost:9090`
    ///   - board: its id or its name; `none` and `uncategorized` stand for the images without a
    ///     board; nil for all.
    /// - Throws: `unsupported` for an address that is not http or https.
    package init(
        base: String, board: String?, http: HTTPClient, access: InvokeAIAccess,
        addresses: AddressRule, wishes: ListingWishes = ListingWishes()
    ) throws(RetrievalError) {
        self.http = http
        place = try GeneratorPlace(base)
        self.board = board
        self.access = access
        self.addresses = addresses
        self.wishes = wishes
    }

    /// All names of a board come in one response, if the server has that call: nothing can be
    /// missed.
    package func forEachPage(
        unless isStopped: @escaping @Sendable () -> Bool,
        _ take: ([ListedSource]) throws -> Void
    ) throws {
        let api = api(isStopped)
        try api.probe()
        let all = try api.boards()
        let boards = all.names
        let chosen = try board.map { try chosenBoard($0, boards) }
        var found = try names(api, chosen)
        let tally = found.videos
        var isOn: [String: String] = [:]
        var problems: [ListedSource] = []
        if let chosen {
            for name in found.names.all { isOn[name] = chosen }
        } else {
            for id in all.odd {
                let lack = id.isEmpty ? "an id" : "a name"
                let reason = "\(place.host) lists a board without \(lack)"
                problems += problem(id, RetrievalError(.badAnswer, reason))
            }
            // Images on boards that other users share are in no list but their board's.
            for id in boards.keys.sorted() {
                let board: InvokeAINames.Names
                switch try names(ofShared: id, api) {
                case .success(let names?): board = names
                case .success(nil): continue
                case .failure(let error):
                    problems += problem(id, error)
                    continue
                }
                for name in board.all where isOn.updateValue(id, forKey: name) == nil {
                    found.add(name, of: board)
                }
            }
        }
        wishes.tally.add(videos: tally)
        if !wishes.intermediates {
            let names = InvokeAINames(api: api, board: chosen, wishes: wishes)
            wishes.tally.add(intermediates: names.intermediateCount())
        }
        if !problems.isEmpty { try take(problems) }
        let names = found.names.all
        for start in stride(from: 0, to: names.count, by: 1000) {
            if isStopped() { throw RetrievalError(.stopped, "stopped") }
            let page = names[start..<min(start + 1000, names.count)]
            try take(
                page.compactMap { name in
                    let id = isOn[name].flatMap { boards[$0] == nil ? nil : $0 }
                    var listed = listed(
                        name, board: id, boards, found.names.starred?.contains(name))
                    // It may be on a board that could not be read, and is not moved off it.
                    if id == nil, !problems.isEmpty {
                        listed?.state = nil
                        listed?.isPathKnown = false
                    }
                    return listed
                })
        }
    }

    /// Whether the server no longer has an image that it had. Blocks.
    package func isGone(
        _ name: String, unless isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> Bool {
        try api(isStopped).isGone(name)
    }

    /// What the addresses of all of its images begin with.
    package var prefix: String { (try? SourceURI("invokeai+\(place.whole)/").text) ?? "" }

    private func api(_ isStopped: @escaping @Sendable () -> Bool) -> InvokeAIServerAPI {
        InvokeAIServerAPI(
            http: http, place: place, access: access, addresses: addresses,
            isStopped: isStopped)
    }

    private struct Found {
        var names: InvokeAINames.Names
        var known: Set<String>
        /// Of those that are left out.
        let videos: Int

        mutating func add(_ name: String, of board: InvokeAINames.Names) {
            if known.insert(name).inserted { names.all.append(name) }
            if board.starred?.contains(name) == true { names.starred?.insert(name) }
        }
    }

    private func names(
        _ api: InvokeAIServerAPI, _ board: String?
    ) throws(RetrievalError) -> Found {
        var all = wishes
        all.videos = true
        var names = try InvokeAINames(api: api, board: board, wishes: all).all()
        let count = names.all.count
        if !wishes.videos { names.all.removeAll { isVideoName($0) } }
        return Found(names: names, known: Set(names.all), videos: count - names.all.count)
    }

    /// Nil where the board was deleted meanwhile: its images are on none. A board that the server
    /// does not show hides no others.
    private func names(
        ofShared board: String, _ api: InvokeAIServerAPI
    ) throws(RetrievalError) -> Result<InvokeAINames.Names?, RetrievalError> {
        do throws(RetrievalError) {
            return .success(try InvokeAINames(api: api, board: board, wishes: wishes).all())
        } catch {
            if error.httpStatus == 404 { return .success(nil) }
            let isOfBoard = [.httpStatus, .badAnswer].contains(error.kind)
            guard isOfBoard, error.httpStatus != 401 else { throw error }
            return .failure(error)
        }
    }

    /// The entry in the listing for a board that cannot be read.
    private func problem(_ board: String, _ error: RetrievalError) -> [ListedSource] {
        let text = "invokeai+\(place.whole)/api/v1/boards/\(percentEncoded(board))"
        guard let source = try? SourceURI(text) else { return [] }
        var listed = ListedSource(source: source, path: source.mirror.path)
        listed.problem = error
        return [listed]
    }

    /// The id of the board that is meant: an id before a name, and a name as it is written before
    /// one that differs in case.
    private func chosenBoard(
        _ wanted: String, _ boards: [String: String]
    ) throws(RetrievalError) -> String {
        if boards[wanted] != nil { return wanted }
        var found = boards.filter { $0.value == wanted }.map(\.key)
        if found.isEmpty, ["none", "uncategorized"].contains(wanted.lowercased()) { return "none" }
        if found.isEmpty {
            found = boards.filter { $0.value.lowercased() == wanted.lowercased() }.map(\.key)
        }
        guard let id = found.first else {
            let names = boards.values.sorted().prefix(10).joined(separator: ", ")
            throw RetrievalError(
                .httpStatus,
                "\(place.host) has no board \(wanted)"
                    + (names.isEmpty ? "; it has none" : "; it has \(names)"), httpStatus: 404)
        }
        guard found.count == 1 else {
            throw RetrievalError(
                .unsupported,
                "\(place.host) has \(found.count) boards \(wanted); name one by its id: "
                    + found.sorted().joined(separator: ", "))
        }
        return id
    }

    private func listed(
        _ name: String, board: String?, _ boards: [String: String], _ isStarred: Bool?
    ) -> ListedSource? {
        let text = "invokeai+\(place.whole)/\(percentEncoded(name))"
        guard let source = try? SourceURI(text) else { return nil }
        let folder = board.flatMap { boards[$0] }
        var listed = ListedSource(
            source: source, path: InvokeAIListing.path(name, board: folder))
        listed.externalID = name
        listed.isImmutable = true
        var state: [String: Any] = [
            "board": folder ?? NSNull(), "board_id": board ?? NSNull(),
        ]
        if let isStarred { state["starred"] = isStarred }
        let bytes = try? JSONSerialization.data(
            withJSONObject: ["invokeai": state], options: .sortedKeys)
        listed.state = bytes.map { String(decoding: $0, as: UTF8.self) }
        return listed
    }

    /// Where the listing puts an image that is on a board.
    static func path(_ name: String, board: String?) -> [UInt8] {
        Array(((board.map(component) ?? "Uncategorized") + "/" + component(name)).utf8)
    }

    /// Where it put an image with this metadata; nil for what is none of InvokeAI's.
    package static func path(ofMetadata text: String) -> [UInt8]? {
        guard text.contains("\"invokeai\""),
            let all = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
            let fields = all["invokeai"] as? [String: Any],
            let name = fields["image_name"] as? String
        else { return nil }
        return path(name, board: fields["board"] as? String)
    }

    /// A name as one component of a path: 200 bytes at most, and no other place.
    static func component(_ name: String) -> String {
        var safe = ""
        for scalar in name.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            let next = scalar == "/" || isControl ? "-" : scalar
            if safe.utf8.count + UTF8.width(next) > 200 { break }
            safe.unicodeScalars.append(next)
        }
        switch safe {
        case "": return "-"
        case ".", "..": return safe.replacing(".", with: "-")
        default: return safe
        }
    }
}

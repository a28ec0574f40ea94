import Foundation

/// The images of an InvokeAI server, or of one of its boards. Intermediate ones are left out.
package struct InvokeAIListing: SourceListing {
    private let http: HTTPClient
    private let place: GeneratorPlace
    private let board: String?
    private let token: String?
    private let addresses: AddressRule

    /// - Parameters:
    ///   - base: `http://localhost:9090`
    ///   - board: its id or its name; `none` and `uncategorized` stand for the images without a
    ///     board; nil for all.
    /// - Throws: `unsupported` for an address that is not http or https.
    package init(
        base: String, board: String?, http: HTTPClient, token: String?, addresses: AddressRule
    ) throws(RetrievalError) {
        self.http = http
        place = try GeneratorPlace(base)
        self.board = board
        self.token = token
        self.addresses = addresses
    }

    /// All names come in one answer, where the server has that call: nothing can be missed.
    package func forEachPage(
        unless isStopped: @escaping @Sendable () -> Bool,
        _ take: ([ListedSource]) throws -> Void
    ) throws {
        let api = InvokeAIServerAPI(
            http: http, place: place, token: token, addresses: addresses, isStopped: isStopped)
        try api.probe()
        let boards = try api.boards()
        let chosen = try board.map { try chosenBoard($0, boards) }
        let names = try InvokeAINames(api: api, board: chosen).all()
        let folders = chosen == nil ? try folders(of: boards, api) : [:]
        let folder = chosen.flatMap { boards[$0] }.map { InvokeAIListing.component($0) }
        for start in stride(from: 0, to: names.count, by: 1000) {
            if isStopped() { throw RetrievalError(.stopped, "stopped") }
            let page = names[start..<min(start + 1000, names.count)]
            try take(
                page.compactMap { listed($0, below: folders[$0] ?? folder ?? "Uncategorized") })
        }
    }

    /// By image; those that are on no board have none.
    private func folders(
        of boards: [String: String], _ api: InvokeAIServerAPI
    ) throws(RetrievalError) -> [String: String] {
        var folders: [String: String] = [:]
        for (id, name) in boards {
            let folder = InvokeAIListing.component(name)
            do throws(RetrievalError) {
                for image in try InvokeAINames(api: api, board: id).ofBoard() {
                    folders[image] = folder
                }
            } catch {
                // Deleted meanwhile, its images are on none.
                guard error.httpStatus == 404 else { throw error }
            }
        }
        return folders
    }

    /// The id of the board that is meant: an id goes before a name, and a name as it is written
    /// before one that differs in case.
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

    private func listed(_ name: String, below folder: String) -> ListedSource? {
        let text = "invokeai+\(place.whole)/\(percentEncoded(name))"
        guard let source = try? SourceURI(text) else { return nil }
        var listed = ListedSource(
            source: source, path: Array((folder + "/" + InvokeAIListing.component(name)).utf8))
        listed.externalID = name
        listed.isImmutable = true
        return listed
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

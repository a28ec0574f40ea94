/// The names of a server's images, by whichever call it has: newer versions have faster ones.
struct InvokeAINames {
    let api: InvokeAIServerAPI
    /// A board's id, `none`, or nil for all images.
    let board: String?
    let wishes: ListingWishes

    init(api: InvokeAIServerAPI, board: String?, wishes: ListingWishes) {
        self.api = api
        self.board = board
        self.wishes = wishes
    }

    struct Names {
        var all: [String] = []
        /// Nil where the server did not say.
        var starred: Set<String>?
    }

    /// What is wished for, each once, the oldest first.
    func all() throws(RetrievalError) -> Names {
        let own: [Way] = board == nil ? [] : [.board]
        let ways: [Way] = [.gallery, .images] + own + [.pages]
        var names = try firstOf(ways)
        var seen: Set<String> = []
        names.all = names.all.filter { seen.insert($0).inserted }
        if !wishes.videos { names.all.removeAll { isVideoName($0) } }
        return names
    }

    /// How many intermediate images there are, where the server can say so in one answer.
    func intermediateCount() -> Int {
        var intermediate = self
        intermediate.isIntermediate = true
        for way in [Way.gallery, .images] {
            if let names = try? intermediate.names(by: way) { return names.all.count }
        }
        return 0
    }

    /// What is on the board, intermediate images too on older servers.
    private func ofBoard() throws(RetrievalError) -> Names {
        let isIntermediate = wishes.intermediates ? "" : "?is_intermediate=false"
        let path = "boards/\(percentEncoded(board ?? "none"))/image_names" + isIntermediate
        guard let names = try api.value(path, mayBeOdd: true) as? [Any] else {
            throw api.notExpected(path)
        }
        return Names(all: names.compactMap { $0 as? String })
    }

    /// Servers count the stars only where they put them first; the order is asked for again then.
    private func names(_ call: String, _ field: String) throws(RetrievalError) -> Names {
        let (first, count) = try names(call, field, starredFirst: true)
        guard let count else { return Names(all: first) }
        if count <= 0 { return Names(all: first, starred: []) }
        let all = try names(call, field, starredFirst: false).names
        return Names(all: all, starred: Set(first.prefix(count)))
    }

    private func names(
        _ call: String, _ field: String, starredFirst: Bool
    ) throws(RetrievalError) -> (names: [String], starredCount: Int?) {
        let path = call + "?starred_first=\(starredFirst)&" + selection
        let answer = try api.object(path, mayBeOdd: true)
        guard let names = answer[field] as? [Any] else { throw api.notExpected(path) }
        return (names.compactMap { $0 as? String }, answer["starred_count"] as? Int)
    }

    /// The oldest first, so that new images move none that are still to come; those of one
    /// moment have no order, which is why this is the last resort.
    private func pages() throws(RetrievalError) -> Names {
        var names = Names(starred: [])
        var known: Set<String> = []
        var offset = 0
        while true {
            // Without the slash the web page would answer.
            let path = "images/?starred_first=false&\(selection)&limit=1000&offset=\(offset)"
            guard let items = try api.object(path)["items"] as? [Any] else {
                throw api.notExpected(path)
            }
            var isNew = false
            // One odd item does not hide the others.
            for image in items.compactMap({ ($0 as? [String: Any]).flatMap(InvokeAIImage.init) }) {
                isNew = known.insert(image.name).inserted || isNew
                if image.isIntermediate, !wishes.intermediates { continue }
                names.all.append(image.name)
                if image.isStarred { names.starred?.insert(image.name) }
            }
            // Ends even if a server sends the same page for ever.
            if !isNew { return names }
            offset += items.count
        }
    }

    /// Whether only intermediate images are asked for.
    private var isIntermediate = false

    private var selection: String {
        var selection = "order_dir=ASC"
        if isIntermediate { selection += "&is_intermediate=true" }
        if !isIntermediate, !wishes.intermediates { selection += "&is_intermediate=false" }
        return selection + (board.map { "&board_id=" + percentEncoded($0) } ?? "")
    }

    private enum Way { case gallery, images, board, pages }

    /// Tries the next call if the server does not know this one, or sends its web page instead.
    private func firstOf(_ ways: [Way]) throws(RetrievalError) -> Names {
        for way in ways.dropLast() {
            do throws(RetrievalError) {
                return try names(by: way)
            } catch {
                guard error.kind == .badAnswer || [404, 405, 422].contains(error.httpStatus) else {
                    throw error
                }
            }
        }
        return try names(by: ways.last ?? .pages)
    }

    private func names(by way: Way) throws(RetrievalError) -> Names {
        switch way {
        case .gallery: try names("gallery/item_names", "item_names")
        case .images: try names("images/names", "image_names")
        case .board: try ofBoard()
        case .pages: try pages()
        }
    }
}

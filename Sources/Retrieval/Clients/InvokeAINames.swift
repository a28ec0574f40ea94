/// The names of a server's images, by whichever call it has: newer versions have faster ones.
struct InvokeAINames {
    let api: InvokeAIServerAPI
    /// A board's id, `none`, or nil for all images.
    let board: String?

    /// Without intermediate images and videos, each once, the oldest first.
    func all() throws(RetrievalError) -> [String] {
        let own: [Way] = board == nil ? [] : [.board]
        return distinct(try firstOf([.gallery, .images] + own + [.pages]))
    }

    /// What is on the board, intermediate images too on older servers.
    func ofBoard() throws(RetrievalError) -> [String] {
        let path = "boards/\(percentEncoded(board ?? "none"))/image_names?is_intermediate=false"
        guard let names = try api.value(path) as? [String] else { throw api.notExpected(path) }
        return names
    }

    private func names(_ call: String, _ field: String) throws(RetrievalError) -> [String] {
        let path = call + "?" + selection
        guard let names = try api.object(path)[field] as? [String] else {
            throw api.notExpected(path)
        }
        return names
    }

    /// The oldest first, so that new images move none that are still to come; those of one
    /// moment have no order, which is why this is the last resort.
    private func pages() throws(RetrievalError) -> [String] {
        var names: [String] = []
        var known: Set<String> = []
        var offset = 0
        while true {
            // Without the slash the web page would answer.
            let path = "images/?\(selection)&limit=1000&offset=\(offset)"
            guard let items = try api.object(path)["items"] as? [[String: Any]] else {
                throw api.notExpected(path)
            }
            var isNew = false
            for item in items {
                guard let image = InvokeAIImage(item) else { throw api.notExpected(path) }
                isNew = known.insert(image.name).inserted || isNew
                if !image.isIntermediate { names.append(image.name) }
            }
            // Also where a server sends the same page for ever.
            if !isNew { return names }
            offset += items.count
        }
    }

    private var selection: String {
        "order_dir=ASC&starred_first=false&is_intermediate=false"
            + (board.map { "&board_id=" + percentEncoded($0) } ?? "")
    }

    private enum Way { case gallery, images, board, pages }

    /// Goes on to the next where the server does not know the call, or answers it with its page.
    private func firstOf(_ ways: [Way]) throws(RetrievalError) -> [String] {
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

    private func names(by way: Way) throws(RetrievalError) -> [String] {
        switch way {
        case .gallery: try names("gallery/item_names", "item_names")
        case .images: try names("images/names", "image_names")
        case .board: try ofBoard()
        case .pages: try pages()
        }
    }

    private func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !$0.lowercased().hasSuffix(".mp4") && seen.insert($0).inserted }
    }
}

import Domain
import Wire

/// A page of a list, as JSON: `{"items": […], "next": "…"}`.
struct ListAnswer<Item: WireJSON> {
    private let page: Page<Item>
    private let limit: Int

    init(_ page: Page<Item>, _ request: PageRequest = PageRequest()) {
        (self.page, limit) = (page, request.limit)
    }

    func text() throws -> String {
        var text = "{\"items\":["
        text += try page.items.map { try $0.line() }.joined(separator: ",")
        text += "]"
        if let next = page.next { text += ",\"next\":" + JSONValue.text(next).line }
        if let total = page.total {
            let pages = max(1, (total + limit - 1) / limit)
            text += ",\"total\":\(total),\"pages\":\(pages),\"is_exact\":true"
        }
        return text + "}"
    }

    /// Of items that are JSON already.
    static func text(_ items: [String], next: String?) -> String {
        let end = next.map { ",\"next\":" + JSONValue.text($0).line } ?? ""
        return "{\"items\":[\(items.joined(separator: ","))]\(end)}"
    }

    static func properties(of item: Schema) -> [Schema.Property] {
        [
            .init(name: "items", schema: .list(item), isRequired: true),
            .init(name: "next", schema: .text(), isRequired: false),
            .init(name: "total", schema: .integer(), isRequired: false),
            .init(name: "pages", schema: .integer(), isRequired: false),
            .init(name: "is_exact", schema: .flag, isRequired: false),
        ]
    }
}

import Domain

/// What a list takes beside its own filters.
protocol PagedQuery: Decodable, Sendable {
    /// Rows on a page, up to 500; 50 where it is not said.
    var limit: Int? { get }
    /// Behind the page whose `next` this was.
    var after: String? { get }
    /// From 1; the answer has the total.
    var page: Int? { get }
}

extension PagedQuery {
    func pageRequest() throws -> PageRequest {
        if after != nil, page != nil {
            throw FieldError([FieldKey(stringValue: "page")], "excludes after")
        }
        let limit = limit ?? PageRequest().limit
        if let page { return PageRequest(.number(page), limit: limit) }
        return PageRequest(after.map { .after($0) } ?? .start, limit: limit)
    }
}

/// A list without filters of its own.
struct Paging: PagedQuery {
    var limit: Int?
    var after: String?
    var page: Int?
}

/// What names one thing in the path.
struct ByID: Decodable, Sendable { let id: String }

/// Nothing is taken.
struct Nothing: Decodable, Sendable {
    private enum CodingKeys: CodingKey {}

    init(from decoder: any Decoder) throws {
        // Refuses whatever is there.
        _ = try decoder.container(keyedBy: CodingKeys.self)
    }
}

import Domain
import HTTPTypes
import Hummingbird
import Wire

/// Collects what the server offers: a line or two an operation.
struct Routes {
    private(set) var all: [Route] = []
    let components = SchemaComponents()

    mutating func add<Query: Decodable>(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String,
        _ access: Route.Access, query: Query.Type, body: Route.Body = .none, answer: Route.Answer,
        problems: [Int] = [], isRepeatable: Bool = false,
        _ handle: @escaping @Sendable (Exchange) async throws -> Response
    ) {
        var parameters: [Schema.Property] = []
        if case .object(let properties) = schema(of: query) { parameters = properties }
        if query is any PagedQuery.Type {
            for index in parameters.indices where parameters[index].name == "limit" {
                parameters[index].schema = .integer(
                    Int64(PageRequest.limits.lowerBound)...Int64(PageRequest.limits.upperBound))
            }
        }
        all.append(
            Route(
                method: method, pattern: PathPattern(path), name: name, summary: summary,
                access: access, parameters: parameters, body: body, answer: answer,
                problems: problems, isRepeatable: isRepeatable, handle: handle))
    }

    /// What the last route does, where that needs all of them.
    mutating func replaceLast(
        _ handle: @escaping @Sendable (Exchange) async throws -> Response
    ) {
        let last = all.removeLast()
        all.append(
            Route(
                method: last.method, pattern: last.pattern, name: last.name, summary: last.summary,
                access: last.access, parameters: last.parameters, body: last.body,
                answer: last.answer, problems: last.problems, isRepeatable: last.isRepeatable,
                handle: handle))
    }

    func schema<Value: Decodable>(of type: Value.Type) -> Schema {
        do {
            return try SchemaReader.read(type, components).0
        } catch {
            preconditionFailure("\(type) has no schema: \(error)")
        }
    }
}

extension Routes {
    /// A list, a page at a time.
    mutating func list<Query: PagedQuery, Item: WireJSON>(
        _ path: String, _ name: String, _ summary: String, access: Route.Access = .read,
        problems: [Int] = [404],
        _ page: @escaping @Sendable (Query, PageRequest, DomainReader) throws -> Page<Item>
    ) {
        add(
            .get, path, name, summary, access, query: Query.self,
            answer: .json(.ok, .object(ListAnswer<Item>.properties(of: schema(of: Item.self)))),
            problems: problems
        ) { exchange in
            let query = try exchange.parameters(Query.self)
            let request = try query.pageRequest()
            let found = try await exchange.read { try page(query, request, $0) }
            return try exchange.answer(ListAnswer(found, request).text())
        }
    }

    /// A list that is short.
    mutating func items<Query: Decodable & Sendable, Item: WireJSON>(
        _ path: String, _ name: String, _ summary: String, access: Route.Access = .read,
        problems: [Int] = [],
        _ items: @escaping @Sendable (Query, DomainReader) throws -> [Item]
    ) {
        add(
            .get, path, name, summary, access, query: Query.self,
            answer: .json(
                .ok,
                .object([
                    .init(name: "items", schema: .list(schema(of: Item.self)), isRequired: true)
                ])),
            problems: problems
        ) { exchange in
            let query = try exchange.parameters(Query.self)
            let found = try await exchange.read { try items(query, $0) }
            return try exchange.answer(
                ListAnswer<Item>(Page(items: found, next: nil, total: nil)).text())
        }
    }

    /// One thing.
    mutating func get<Query: Decodable & Sendable, Item: WireJSON>(
        _ path: String, _ name: String, _ summary: String, access: Route.Access = .read,
        problems: [Int] = [404],
        _ item: @escaping @Sendable (Query, DomainReader) throws -> Item
    ) {
        add(
            .get, path, name, summary, access, query: Query.self,
            answer: .json(.ok, schema(of: Item.self)), problems: problems
        ) { exchange in
            let query = try exchange.parameters(Query.self)
            return try exchange.answer(
                try await exchange.read { try item(query, $0) }.line())
        }
    }

    /// Makes something; with an `Idempotency-Key` once.
    mutating func create<Query: Decodable & Sendable, Body: Decodable & Sendable, Item: WireJSON>(
        _ path: String, _ name: String, _ summary: String, access: Route.Access = .write,
        status: HTTPResponse.Status = .created, problems: [Int] = [404, 409],
        _ make: @escaping @Sendable (Query, Body, DomainTransaction) throws -> Item
    ) {
        add(
            .post, path, name, summary, access, query: Query.self,
            body: .json(schema(of: Body.self)), answer: .json(status, schema(of: Item.self)),
            problems: problems, isRepeatable: true
        ) { exchange in
            let query = try exchange.parameters(Query.self)
            let (body, bytes) = try await exchange.body(Body.self)
            let text = try await exchange.changeOnce(bytes) { try make(query, body, $0).line() }
            return try exchange.answer(text, status)
        }
    }

    /// One thing, to be read and changed: the answer to both is the same. With `If-Match`, it is changed
    /// only while it is as the caller knows it.
    /// - Parameter noun: in the names of the operations, such as `Project`.
    mutating func resource<Body: Decodable & Sendable, Item: WireJSON>(
        _ path: String, _ noun: String, reading: String, changing: String,
        item: @escaping @Sendable (String, DomainReader) throws -> Item,
        edit: @escaping @Sendable (String, Body, DomainTransaction) throws -> Void
    ) {
        get(path, "get\(noun)", reading) { (query: ByID, reader) in try item(query.id, reader) }
        add(
            .patch, path, "edit\(noun)", changing, .write, query: ByID.self,
            body: .json(schema(of: Body.self)), answer: .json(.ok, schema(of: Item.self)),
            problems: [404, 409, 412]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            let (body, _) = try await exchange.body(Body.self)
            let text = try await exchange.change { transaction in
                let reader = DomainReader(of: transaction)
                try exchange.requireMatch { try item(id, reader).line() }
                try edit(id, body, transaction)
                return try item(id, reader).line()
            }
            return try exchange.answer(text)
        }
    }

    /// Carries something out on what the path names: again, it does no harm.
    mutating func act<Query: Decodable & Sendable, Body: Decodable & Sendable, Item: WireJSON>(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String,
        access: Route.Access = .write, problems: [Int] = [404, 409],
        _ change: @escaping @Sendable (Query, Body, DomainTransaction) throws -> Item
    ) {
        add(
            method, path, name, summary, access, query: Query.self,
            body: .json(schema(of: Body.self)), answer: .json(.ok, schema(of: Item.self)),
            problems: problems
        ) { exchange in
            let query = try exchange.parameters(Query.self)
            let (body, _) = try await exchange.body(Body.self)
            return try exchange.answer(
                try await exchange.change { try change(query, body, $0).line() })
        }
    }

    /// Removes something, or what binds two things.
    mutating func delete<Query: Decodable & Sendable>(
        _ path: String, _ name: String, _ summary: String, access: Route.Access = .write,
        problems: [Int] = [404, 409],
        _ delete: @escaping @Sendable (Query, DomainTransaction) throws -> Void
    ) {
        add(
            .delete, path, name, summary, access, query: Query.self, answer: .nothing,
            problems: problems
        ) { exchange in
            let query = try exchange.parameters(Query.self)
            try await exchange.change { try delete(query, $0) }
            return Response(status: .noContent)
        }
    }
}

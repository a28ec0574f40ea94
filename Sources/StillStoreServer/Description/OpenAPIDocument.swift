import HTTPTypes

/// The OpenAPI 3.1 document, made from the routes themselves.
struct OpenAPIDocument {
    let routes: [Route]
    let components: SchemaComponents
    let version: String

    var json: JSONValue {
        let byPath = Dictionary(
            grouping: routes.filter { $0.answer != .page }, by: \.pattern.text)
        let paths = byPath.keys.sorted().map { path in
            JSONValue.Member(
                name: path.replacing("...}", with: "}"), value: operations(byPath[path] ?? []))
        }
        let schemas = components.schemas.sorted { $0.key < $1.key }.map {
            JSONValue.Member(name: $0.key, value: $0.value.json)
        }
        return .object([
            "openapi": .text("3.1.0"),
            "info": .object([
                "title": .text("StillStore"), "version": .text(version),
                "description": .text(
                    "Pictures, the jobs that make them, and all that is known of them."),
            ]),
            "paths": .object(paths),
            "components": .object([
                "schemas": .object(schemas + [.init(name: "Problem", value: problemSchema)]),
                "securitySchemes": .object([
                    "bearer": .object(["type": .text("http"), "scheme": .text("bearer")]),
                    "cookie": .object([
                        "type": .text("apiKey"), "in": .text("cookie"),
                        "name": .text(Authenticate.cookie),
                    ]),
                ]),
            ]),
        ])
    }

    private func operations(_ routes: [Route]) -> JSONValue {
        let order = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
        let sorted = routes.sorted {
            (order.firstIndex(of: $0.method.rawValue) ?? 9)
                < (order.firstIndex(of: $1.method.rawValue) ?? 9)
        }
        return .object(
            sorted.map {
                JSONValue.Member(name: $0.method.rawValue.lowercased(), value: operation($0))
            })
    }

    private func operation(_ route: Route) -> JSONValue {
        .object([
            "operationId": .text(route.name), "summary": .text(route.summary),
            "tags": .texts([route.group]), "parameters": .array(parameters(route)),
            "requestBody": body(route.body), "responses": responses(route),
            "security": route.access == .open
                ? .array([.object([:])])
                : .array([
                    .object(["bearer": .array([])]), .object(["cookie": .array([])]),
                ]),
        ])
    }

    private func parameters(_ route: Route) -> [JSONValue] {
        var names = route.parameters.map { parameter -> JSONValue in
            let isInPath = route.pattern.names.contains(parameter.name)
            return .object([
                "name": .text(parameter.name), "in": .text(isInPath ? "path" : "query"),
                "required": .bool(isInPath || parameter.isRequired),
                "schema": parameter.schema.json,
                "style": isInPath ? nil : .text("form"), "explode": isInPath ? nil : .bool(false),
            ])
        }
        if route.isRepeatable {
            names.append(
                .object([
                    "name": .text("Idempotency-Key"), "in": .text("header"),
                    "required": .bool(false),
                    "schema": .object([
                        "type": .text("string"), "minLength": .number("1"),
                        "maxLength": .number("255"),
                    ]),
                ]))
        }
        return names
    }

    private func body(_ body: Route.Body) -> JSONValue? {
        switch body {
        case .none: nil
        case .json(.any): nil
        case .json(let schema): content("application/json", schema.json)
        case .stream: content("application/octet-stream", .object([:]), isRequired: false)
        }
    }

    private func content(
        _ type: String, _ schema: JSONValue, isRequired: Bool = true
    ) -> JSONValue {
        .object([
            "required": .bool(isRequired),
            "content": .object([.init(name: type, value: .object(["schema": schema]))]),
        ])
    }

    private func responses(_ route: Route) -> JSONValue {
        var members: [JSONValue.Member] = []
        switch route.answer {
        case .json(let status, let schema):
            members.append(
                .init(
                    name: "\(status.code)",
                    value: .object([
                        "description": .text(status.reasonPhrase),
                        "content": .object([
                            .init(
                                name: "application/json",
                                value: .object(["schema": schema.json]))
                        ]),
                    ])))
            if route.method == .get {
                members.append(
                    .init(name: "304", value: .object(["description": .text("Not Modified")])))
            }
        case .nothing:
            members.append(
                .init(name: "204", value: .object(["description": .text("No Content")])))
        case .empty(let status):
            members.append(
                .init(
                    name: "\(status.code)",
                    value: .object(["description": .text(status.reasonPhrase)])))
        case .page: break
        case .otherProtocol:
            members.append(
                .init(
                    name: "101", value: .object(["description": .text("Switching Protocols")])))
        case .bytes(let types):
            let content = JSONValue.object(types.map { .init(name: $0, value: .object([:])) })
            for status in [HTTPResponse.Status.ok, .partialContent] {
                members.append(
                    .init(
                        name: "\(status.code)",
                        value: .object([
                            "description": .text(status.reasonPhrase), "content": content,
                        ])))
            }
            members.append(
                .init(name: "304", value: .object(["description": .text("Not Modified")])))
        }
        let problem = JSONValue.object([
            "description": .text("A problem (RFC 9457)"),
            "content": .object([
                .init(
                    name: Problem.mediaType,
                    value: .object([
                        "schema": .object(["$ref": .text("#/components/schemas/Problem")])
                    ]))
            ]),
        ])
        for status in problems(of: route) {
            members.append(.init(name: "\(status)", value: problem))
        }
        return .object(members)
    }

    private func problems(of route: Route) -> [Int] {
        var statuses: Set<Int> = [400, 421, 503]
        statuses.formUnion(route.problems)
        if route.access != .open { statuses.formUnion([401, 403]) }
        if !route.method.isSafe { statuses.formUnion([403, 507]) }
        if route.body != .none { statuses.formUnion([413, 415]) }
        if route.isRepeatable { statuses.insert(422) }
        if !route.pattern.names.isEmpty { statuses.insert(404) }
        return statuses.sorted()
    }

    private var problemSchema: JSONValue {
        Schema.object([
            .init(name: "type", schema: .text(), isRequired: true),
            .init(name: "title", schema: .text(), isRequired: true),
            .init(name: "status", schema: .integer(), isRequired: true),
            .init(name: "code", schema: .text(), isRequired: true),
            .init(name: "detail", schema: .text(), isRequired: true),
            .init(name: "field", schema: .text(), isRequired: false),
        ]).json
    }
}

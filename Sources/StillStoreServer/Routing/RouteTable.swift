import HTTPTypes

/// Finds the route of a request, by the parts of its path. Literal parts come before fields.
struct RouteTable: Sendable {
    enum Found: Sendable {
        case route(Route, [String: Substring])
        /// The path is one of ours, with these methods.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    private struct Node: Sendable {
        var literals: [String: Node] = [:]
        var fields: [Node] = []
        var rest: [String: Route] = [:]
        var restName = ""
        var routes: [String: Route] = [:]
    }

    let routes: [Route]
    private var root = Node()

    init(_ routes: [Route]) {
        self.routes = routes
        for route in routes { RouteTable.add(route, route.pattern.parts[...], &root) }
    }

    private static func add(
        _ route: Route, _ parts: ArraySlice<PathPattern.Part>, _ node: inout Node
    ) {
        var rest = parts
        switch rest.popFirst() {
        case nil:
            precondition(node.routes[route.method.rawValue] == nil, "\(route.name) is there twice")
            node.routes[route.method.rawValue] = route
        case .literal(let text): add(route, rest, &node.literals[text, default: Node()])
        case .field:
            if node.fields.isEmpty { node.fields.append(Node()) }
            add(route, rest, &node.fields[0])
        case .rest(let name):
            (node.rest[route.method.rawValue], node.restName) = (route, name)
        }
    }

    func find(_ method: HTTPRequest.Method, _ path: RequestPath) -> Found {
        guard let (routes, values) = RouteTable.find(path.parts[...], root, []) else {
            return .nothing
        }
        // What GET answers, HEAD does.
        let asked = method == .head && routes["HEAD"] == nil ? "GET" : method.rawValue
        guard let route = routes[asked] else {
            var methods = routes.keys.compactMap { HTTPRequest.Method(rawValue: $0) }
            if routes["GET"] != nil, routes["HEAD"] == nil { methods.append(.head) }
            return .otherMethods(methods.sorted { $0.rawValue < $1.rawValue })
        }
        return .route(
            route, Dictionary(uniqueKeysWithValues: zip(route.pattern.names, values)))
    }

    private static func find(
        _ parts: ArraySlice<Substring>, _ node: Node, _ values: [Substring]
    ) -> ([String: Route], [Substring])? {
        var rest = parts
        guard let part = rest.popFirst() else {
            return node.routes.isEmpty ? nil : (node.routes, values)
        }
        if let below = node.literals[String(part)], let found = find(rest, below, values) {
            return found
        }
        if !part.isEmpty {
            for below in node.fields {
                if let found = find(rest, below, values + [part]) { return found }
            }
        }
        if !node.rest.isEmpty {
            let all = part.base[part.startIndex..<parts.last!.endIndex]
            return (node.rest, values + [all])
        }
        return nil
    }
}

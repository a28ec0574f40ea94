import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addUsers() {
        list("/api/v1/users", "listUsers", "Users", access: .admin) {
            (_: Paging, request, reader) in
            try reader.users.page(request).map(UserJSON.init)
        }
        create("/api/v1/users", "createUser", "Make a user", access: .admin, problems: [409]) {
            (_: Nothing, body: NewUser, transaction) in
            UserJSON(
                try transaction.users.create(
                    email: body.email, name: body.name ?? body.email, role: body.role ?? .member))
        }
        get("/api/v1/users/{id}", "getUser", "One user", access: .admin) { (query: ByID, reader) in
            UserJSON(try reader.users.get(query.id))
        }
        act(
            .put, "/api/v1/users/{id}/disabled", "setDisabled",
            "Shut a user out, or let them in again", access: .admin
        ) { (query: ByID, body: Disabled, transaction) in
            UserJSON(try transaction.users.setDisabled(query.id, body.disabled))
        }
        delete("/api/v1/users/{id}", "deleteUser", "Delete a user", access: .admin) {
            (query: ByID, transaction) in try transaction.users.delete(query.id)
        }
        act(
            .post, "/api/v1/users/{id}/restore", "restoreUser", "Bring a user back", access: .admin
        ) { (query: ByID, _: Nothing, transaction) in
            UserJSON(try transaction.users.restore(query.id))
        }
    }
}

private struct NewUser: Decodable, Sendable {
    let email: String
    var name: String?
    var role: User.Role?
}

private struct Disabled: Decodable, Sendable { let disabled: Bool }

import Foundation
import Synchronization

/// How a multi-user InvokeAI is told who asks: by a token, or by signing in.
package struct InvokeAIAccess: Sendable {
    package var token: String?
    package var email, password: String?
    /// Copies share it.
    let sessions = InvokeAISessions()

    package init(token: String? = nil, email: String? = nil, password: String? = nil) {
        self.token = token
        self.email = email
        self.password = password
    }

    var canSignIn: Bool { token == nil && email != nil && password != nil }

    /// The token to send; nil where none is needed, or none is known.
    func token(_ api: InvokeAIServerAPI) throws(RetrievalError) -> String? {
        if let token { return token }
        guard let email, let password else { return nil }
        if let known = sessions[api.place.url] { return known.isEmpty ? nil : known }
        let token = try api.signIn(email, password)
        sessions[api.place.url] = token ?? ""
        return token
    }

    /// It was not, or is no longer, one for that server.
    func forget(_ place: GeneratorPlace) { sessions[place.url] = nil }
}

/// The tokens of servers that were signed in to; empty for one that wants none.
final class InvokeAISessions: Sendable {
    private let tokens = Mutex<[String: String]>([:])

    subscript(url: String) -> String? {
        get { tokens.withLock { $0[url] } }
        set { tokens.withLock { $0[url] = newValue } }
    }
}

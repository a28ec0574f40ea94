import Domain
import HTTPTypes

extension Exchange {
    /// Somebody who was signed out, disabled or deleted hears nothing more.
    func isStillAllowed() async throws -> Bool {
        do {
            let now = try await Authenticate(library: services.library).caller(of: request)
            return now?.viewer == caller?.viewer
        } catch let problem as Problem where problem.status == .unauthorized {
            return false
        }
    }
}

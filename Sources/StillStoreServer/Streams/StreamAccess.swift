import Domain
import HTTPTypes

extension Exchange {
    /// Somebody who was signed out, disabled or deleted hears nothing more.
    func isStillAllowed() async throws -> Bool {
        do {
            services.known.look()
            let now = try await Authenticate(library: services.library, known: services.known)
                .caller(of: request)
            return now?.viewer == caller?.viewer
        } catch let problem as Problem where problem.status == .unauthorized {
            return false
        }
    }
}

/// On whose behalf something is asked: what is not theirs does not exist for them.
package struct Viewer: Sendable, Hashable {
    package let userID: String
    package let isAdmin: Bool

    package init(userID: String, isAdmin: Bool) {
        (self.userID, self.isAdmin) = (userID, isAdmin)
    }

    /// The program itself: housekeeping, imports, the making of the first user.
    package static let program = Viewer(userID: "", isAdmin: true)
}

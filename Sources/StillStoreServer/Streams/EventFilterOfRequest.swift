import Domain

extension EventFilter {
    init(
        _ tables: [String]?, _ project: String?, _ session: String?, _ user: String?
    ) {
        self.init()
        self.tables = tables ?? []
        (self.project, self.session, self.user) = (project, session, user)
    }
}

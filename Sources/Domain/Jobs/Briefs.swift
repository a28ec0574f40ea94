extension Sessions {
    /// The brief of an ad; nil before there is one.
    package func brief(of session: String) throws -> Brief? {
        try access.find(Brief.self, access.get(Session.self, session).id)
    }
}

extension Sessions where Access == DomainTransaction {
    /// Makes or changes the brief of an ad.
    @discardableResult
    package func editBrief(
        of session: String, _ change: (inout Brief) throws -> Void
    ) throws -> Brief {
        let session = try access.own(Session.self, session)
        guard session.workflow == .ad else {
            throw DomainError.invalid(.workflow, .notOneOf([Workflow.ad.rawValue]))
        }
        let known = try access.find(Brief.self, session.id)
        var brief = Brief()
        brief.sessionID = session.id
        brief.updatedAt = access.now
        let wanted = try access.edited(known ?? brief, change)
        try wanted.check()
        if let known { return try access.update(known) { $0 = wanted } }
        try access.insert(wanted)
        return wanted
    }
}

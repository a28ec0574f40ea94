extension DomainError {
    /// One sentence for a person.
    package var message: String {
        switch self {
        case .notFound(let entity, let id): "there is no \(entity.noun) \(id)"
        case .adminsOnly: "only an admin may do that"
        case .wrongState(let entity, let id, let state, let allowed):
            "the \(entity.noun) \(id) is \(state)"
                + (allowed.isEmpty
                    ? ", from which nothing follows"
                    : ", from which only \(allowed.joined(separator: ", ")) can follow")
        case .taken(let entity, let field, let value):
            "another \(entity.noun) has the \(field.rawValue) \(value)"
        case .cycle(let entity, let id): "the \(entity.noun) \(id) would come before itself"
        case .invalid(let field, let reason): "\(field.rawValue) \(reason.message)"
        case .notEditable(let entity, let field):
            "\(field) of a \(entity.noun) is not changed like this"
        case .overdraft(let balance, let needed):
            "the balance is \(Money.text(balance)) credits, \(Money.text(needed)) are needed"
        case .ruleBroken(let entity, let rule): "the rule \(rule) of a \(entity.noun) is against it"
        case .staleVersion(let entity, let id, let current):
            "the \(entity.noun) \(id) is at version \(current) by now"
        case .keyReused(let key): "the key \(key) was used for another request"
        case .leaseLost(let job, let lease):
            "the job \(job) is not held by lease \(lease) any more"
        case .primaryCannotBeUnmarked(let id):
            "the variant \(id) stays primary until another one is made primary"
        case .badCursor(let cursor): "\(cursor) is no place in this list"
        case .linkNotValid: "this link does not lead anywhere"
        case .signInFailed: "e-mail or password is wrong"
        }
    }
}

extension DomainError.InvalidReason {
    var message: String {
        switch self {
        case .empty: "must not be empty"
        case .malformed: "is malformed"
        case .missing: "is missing"
        case .unusable: "cannot be used: choose another one"
        case .tooLong(let limit): "is longer than \(limit) bytes"
        case .outside(let low, let high): "must be from \(low) to \(high)"
        case .notOneOf(let words): "must be one of \(words.joined(separator: ", "))"
        case .tooFew(let count): "needs at least \(count)"
        case .repeated(let what): "names \(what) twice"
        case .elsewhere(let what): "names \(what), which belongs elsewhere"
        }
    }
}

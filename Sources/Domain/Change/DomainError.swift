import Values

/// Why the domain refuses a request. Nothing was changed.
package enum DomainError: Error, Sendable, Equatable {
    /// There is none, or none that the viewer may know of: the same answer for both.
    case notFound(Entity, String)
    /// Only an admin may do that.
    case adminsOnly
    /// What is in this state cannot be brought to that one.
    case wrongState(Entity, String, state: String, allowed: [String])
    /// Another row has what may be had once.
    case taken(Entity, Field, String)
    /// A row would come before itself.
    case cycle(Entity, String)
    case invalid(Field, InvalidReason)
    /// The field follows from other rows or is set by an operation of its own.
    case notEditable(Entity, field: String)
    /// The account has less than what is to be held.
    case overdraft(balance: Int64, needed: Int64)
    /// A rule of the schema is against it, by the name of the rule.
    case ruleBroken(Entity, String)
    /// Somebody wrote a newer version meanwhile.
    case staleVersion(Entity, String, current: Int)
    /// The key was used for another request.
    case keyReused(String)
    /// The job is not this worker's any more.
    case leaseLost(job: String, lease: Int)
    /// A generation always has a primary variant once it had one: another one can be made primary.
    case primaryCannotBeUnmarked(String)
    /// A cursor of another list, or none at all.
    case badCursor(String)
    /// The link is expired, revoked, used up, or was never there: the same answer for all.
    case linkNotValid
    case signInFailed

    package enum InvalidReason: Sendable, Equatable {
        case empty, malformed, missing
        case tooLong(limit: Int)
        case outside(Int64, Int64)
        case notOneOf([String])
        case tooFew(Int)
        case repeated(String)
        /// Whether somebody else has it is not said.
        case unusable
        /// Of another project, session or parent.
        case elsewhere(String)
    }
}

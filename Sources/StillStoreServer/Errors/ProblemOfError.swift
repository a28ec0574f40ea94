import Catalog
import ContentStore
import Domain
import HTTPTypes
import StillStoreCore
import StillStoreRuns
import Values

extension Problem {
    /// How each error of the library is answered.
    init(of error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as FieldError: self = .invalid(error.field, error.reason)
        // What a type of the library says of its own text.
        case DecodingError.dataCorrupted(let context):
            let error = FieldError(context.codingPath, "is \(context.debugDescription)")
            self = .invalid(error.field, error.reason)
        case let error as JSONError:
            self.init(
                .badRequest, "malformed_json",
                "the body is no JSON: \(error.reason), at byte \(error.place)")
        case let error as DomainError: self.init(error)
        case let error as SearchError where error.isOfMissing:
            self.init(.notFound, "not_found", error.message, field: "query")
        case let error as SearchError:
            self.init(.badRequest, "unreadable_search", error.message, field: "query")
        case let error as RequestError: self.init(error)
        case let error as CatalogError: self.init(error)
        case let error as DiskError: self.init(error)
        case let failure as StoreFailure: self.init(of: failure.cause)
        case let error as NameError:
            self.init(.badRequest, "invalid", describe(error), field: "path")
        case let refused as OutputsRefused: self.init(refused.failures)
        case is CancellationError:
            self.init(.serviceUnavailable, "stopping", "the server is stopping")
        default: self = .internalError(error)
        }
    }

    private init(_ error: DomainError) {
        let (status, code) = error.answer
        self.init(status, code, error.message)
        if case .invalid(let field, _) = error { self.field = field.rawValue }
    }

    private init(_ error: RequestError) {
        switch error.category {
        case .usage: self.init(.badRequest, "invalid", error.message)
        case .notFound: self.init(.notFound, "not_found", error.message)
        case .failed: self.init(error.failure)
        }
    }

    private init(_ failed: (HTTPResponse.Status, String, String)) {
        self.init(failed.0, failed.1, failed.2)
    }

    /// Files that could not be stored.
    init(_ failures: [Failure]) {
        let reasons = failures.map { "\($0.file): \($0.reason)" }.joined(separator: "; ")
        let isTooLarge = failures.contains { $0.kind == .overLimit }
        self.init(
            isTooLarge ? .contentTooLarge : .unprocessableContent,
            isTooLarge ? "too_large" : "not_stored", reasons)
    }

    private init(_ error: CatalogError) {
        switch error {
        case .busy: self = .busy("another program is writing to the catalogue")
        case .full: self = .full
        case .readOnly, .outdated:
            self.init(.serviceUnavailable, "read_only", "the store cannot be written to")
        case .badCursor(let cursor):
            self.init(.badRequest, "bad_cursor", "\(cursor) is no place in this list")
        default: self = .internalError(error)
        }
    }

    private init(_ error: DiskError) {
        if error.isFull { self = .full } else { self = .internalError(error) }
    }

    static let full = Problem(
        .init(code: 507, reasonPhrase: "Insufficient Storage"), "disk_full",
        "the store's disk is full; nothing was changed")

    static func busy(_ why: String) -> Problem {
        var problem = Problem(.serviceUnavailable, "busy", "\(why); try again")
        problem.retryAfter = 1
        return problem
    }
}

extension DomainError {
    /// The status, and the word by which programs know the case.
    fileprivate var answer: (HTTPResponse.Status, String) {
        switch self {
        case .notFound: (.notFound, "not_found")
        case .adminsOnly: (.forbidden, "admins_only")
        case .wrongState: (.conflict, "wrong_state")
        case .taken: (.conflict, "taken")
        case .cycle: (.conflict, "cycle")
        case .invalid: (.badRequest, "invalid")
        case .notEditable: (.badRequest, "not_editable")
        case .overdraft: (.init(code: 402, reasonPhrase: "Payment Required"), "overdraft")
        case .ruleBroken: (.conflict, "rule_broken")
        case .staleVersion: (.preconditionFailed, "stale_version")
        case .keyReused: (.unprocessableContent, "key_reused")
        case .leaseLost: (.conflict, "lease_lost")
        case .primaryCannotBeUnmarked: (.conflict, "primary_stays")
        case .badCursor: (.badRequest, "bad_cursor")
        case .linkNotValid: (.notFound, "link_not_valid")
        case .signInFailed: (.unauthorized, "sign_in_failed")
        }
    }
}

extension RequestError {
    /// Messages that name files of the machine are replaced.
    fileprivate var failure: (HTTPResponse.Status, String, String) {
        switch self {
        case .notAPicture, .refusedPicture, .notRendered: (.conflict, "no_picture", message)
        case .noBytesYet: (.conflict, "no_bytes_yet", message)
        case .lostOriginal, .originalIsLost, .objectMissing, .objectDamaged, .objectAltered:
            (
                .conflict, "bytes_lost",
                "the bytes of this asset are lost or damaged; repair the store"
            )
        case .closed: (.serviceUnavailable, "stopping", "the server is stopping")
        default: (.conflict, "failed", "it cannot be carried out")
        }
    }
}

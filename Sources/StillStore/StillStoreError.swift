import Catalog
import ContentStore
import Imaging
import Retrieval
import StillStoreCore
import Values

/// Why something could not be done.
public struct StillStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The call contradicts itself, or names what cannot be.
        case usage
        /// What it names is not there.
        case notFound
        /// One picture or file was refused; others may go well.
        case refused
        /// The store as a whole cannot be used, or written.
        case unusable
    }

    public let kind: Kind
    /// What happened, and to which file.
    public let message: String
    /// The word for a refusal, from a closed set: `unreadable`, `over-limit`, `path-taken`, …
    public let reason: String?

    public var description: String { message }

    init(_ kind: Kind, _ message: String) {
        (self.kind, self.message, reason) = (kind, message, nil)
    }

    init(_ failure: Failure) {
        kind = .refused
        message = "\(failure.file): \(failure.reason)"
        reason = failure.kind.rawValue
    }

    /// Nil for a cancellation, which stays what it is.
    init?(_ error: any Error) {
        switch error {
        case let error as StillStoreError: self = error
        case let error as RequestError:
            let kind: Kind =
                switch error.category {
                case .usage: .usage
                case .notFound: .notFound
                case .failed: error == .closed ? .unusable : .refused
                }
            self.init(kind, error.message)
        case is NameError: self.init(.usage, describe(error))
        case is PictureError, is RetrievalError: self.init(.refused, describe(error))
        case is CancellationError: return nil
        default: self.init(.unusable, describe(error))
        }
    }

    static func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw StillStoreError(error) ?? error
        }
    }

    static func translating<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            throw StillStoreError(error) ?? error
        }
    }
}

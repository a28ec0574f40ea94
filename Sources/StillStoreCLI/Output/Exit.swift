import ArgumentParser
import Catalog
import ContentStore
import Domain
import Foundation
import Imaging
import Retrieval
import StillStoreCore
import StillStoreRuns
import Values

/// The program's exit statuses, and the one place that maps errors to them.
enum Exit {
    static let itemsFailed = ExitCode(1)
    static let interrupted = ExitCode(130)

    /// The exit of a run whose items have been reported.
    static func check(wasInterrupted: Bool = false, failed: Int) throws {
        if wasInterrupted { throw Exit.interrupted }
        if failed > 0 { throw Exit.itemsFailed }
    }

    /// Prints the error, or the requested help, and ends the program.
    static func because(of error: any Error) -> Never {
        if let code = status(of: error) {
            Console.message("stillstore: \(printable(sentence(error)))")
            exit(code)
        }
        let code = StillStoreCommand.exitCode(for: error)
        let message = ArgumentEscape.shown(StillStoreCommand.fullMessage(for: error))
        if !message.isEmpty {
            if code.isSuccess { Console.result(message) } else { Console.message(message) }
        }
        exit(code == .validationFailure ? 2 : code.rawValue)
    }

    /// Nil for what ArgumentParser itself throws.
    private static func status(of error: any Error) -> Int32? {
        switch error {
        case let error as RequestError: status(of: error.category)
        case let error as DomainError: domainStatus(of: error)
        case let error as SearchError: error.isOfMissing ? 1 : 2
        case is UsageError, is NameError: 2
        case is PictureFailure, is PictureError, is RetrievalError, is OutputError: 1
        case is StoreError, is DiskError, is CatalogError, is ConfigurationError: 3
        case _ where isFoundations(error): 3
        default: nil
        }
    }

    /// A field that is wrong is wrong usage; the rest depends on what there is.
    private static func domainStatus(of error: DomainError) -> Int32 {
        switch error {
        case .invalid, .notEditable, .badCursor: 2
        case .notFound, .adminsOnly, .wrongState, .taken, .cycle, .overdraft, .ruleBroken,
            .staleVersion, .keyReused, .leaseLost, .primaryCannotBeUnmarked, .linkNotValid,
            .signInFailed:
            1
        }
    }

    private static func status(of category: RequestError.Category) -> Int32 {
        switch category {
        case .usage: 2
        case .notFound, .failed: 1
        }
    }
}

/// The only item of a command was refused.
struct PictureFailure: Error, CustomStringConvertible {
    let failure: Failure

    var description: String { "\(failure.file): \(failure.sentence)" }
}

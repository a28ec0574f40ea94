import ArgumentParser
import Catalog
import ContentStore
import Foundation
import Imaging
import Retrieval
import StillStore
import Values

/// The program's exit statuses, and the one place where errors become them.
enum Exit {
    static let itemsFailed = ExitCode(1)
    static let interrupted = ExitCode(130)

    /// How a run ends whose items have been reported.
    static func check(wasInterrupted: Bool = false, failed: Int) throws {
        if wasInterrupted { throw Exit.interrupted }
        if failed > 0 { throw Exit.itemsFailed }
    }

    /// Prints what went wrong, or the help that was asked for, and ends the program.
    static func because(of error: any Error) -> Never {
        if let code = status(of: error) {
            Console.message("stillstore: \(printable(describe(error)))")
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
        case RequestError.usage, is NameError: 2
        case RequestError.notFound, RequestError.failed, is PictureFailure, is PictureError,
            is RetrievalError:
            1
        case is StoreError, is DiskError, is CatalogError, is ConfigurationError: 3
        case _ where isFoundations(error): 3
        default: nil
        }
    }
}

/// A single item that was refused, where one item is all there is.
struct PictureFailure: Error, CustomStringConvertible {
    let failure: Failure

    var description: String { "\(failure.file): \(failure.reason)" }
}

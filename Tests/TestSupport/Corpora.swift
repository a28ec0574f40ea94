import Foundation

/// The collections of real pictures that some tests need; they lie outside the project.
package enum Corpora {
    package static let directory = ProcessInfo.processInfo.environment["STILLSTORE_CORPORA"]
        .flatMap { $0.isEmpty ? nil : $0 }
}

/// The pictures under `samples/`.
package let samplesDirectory: String = {
    let here = URL(fileURLWithPath: #filePath)
    return here.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("samples").path
}()

import Catalog
import ContentStore
package import StillStoreCore
import Values

extension Library {
    /// Compares catalogue, objects, links, renditions and journal with each other, reports what does
    /// not agree, and repairs it where that is asked for.
    ///
    /// May run beside any other program in the store: a suspect is reported only after it was
    /// confirmed under the object lock, where no commit is half done.
    /// - Throws: what keeps the store as a whole from being verified.
    package func verify(
        _ request: VerifyRequest, stop: StopSignal = StopSignal(),
        report: @escaping @Sendable (VerifyEvent) -> Void
    ) async throws -> VerifySummary {
        try await stop.heeding { () async throws -> VerifySummary in
            let ahead = try await workers.run { [self] in
                for donor in request.donors where try directory.disk.stat(absolute(donor)) == nil {
                    throw RequestError.noDonor(donor)
                }
                do {
                    if request.repair == .apply { try truncateUncommittedFacts() }
                    return try StaleCatalogCheck(directory, catalog).check()
                } catch is CatalogError {
                    // It cannot be read: the first check of the verification reports that.
                    return []
                }
            }
            var request = request
            // What looks foreign may be what a stale catalogue does not know: nothing is moved.
            if !ahead.isEmpty { request.repair = .none }
            let repairer = request.repair == .none ? nil : RepairDefects(self, request, stop)
            return try await Verify(self, request, repairer, ahead, stop, report).run()
        }
    }
}

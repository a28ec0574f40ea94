import Catalog
import ContentStore
import Retrieval
package import StillStoreCore
package import Values

/// The result of fetching a lost or damaged blob again.
package enum RefetchOutcome: Sendable, Equatable {
    /// The object is whole again, from that source.
    case restored(source: String)
    /// It was whole: nothing was done.
    case whole
    /// None of its assets has a source that can be asked.
    case noSource
    /// All sources failed: the reason of each.
    case failed([Failure])
}

extension Library {
    /// Fetches the bytes of a blob again from the sources of its assets. Only bytes with the
    /// recorded digest are used; a file in their place goes to quarantine.
    /// - Throws: what keeps the store as a whole from working.
    package func refetch(
        _ digest: Digest, _ options: RetrievalOptions = RetrievalOptions(),
        stop: StopSignal = StopSignal()
    ) async throws -> RefetchOutcome {
        try await stop.heeding { () async throws -> RefetchOutcome in
            try await workers.run { [self] in try refetchBlocking(digest, options, stop) }
        }
    }

    /// The same on this thread, which it blocks.
    package func refetchBlocking(
        _ digest: Digest, _ options: RetrievalOptions, _ stop: StopSignal
    ) throws -> RefetchOutcome {
        let row = try catalog.read { try $0.blob(digest) }
        if let row, try directory.objects.isWhole(digest, size: UInt64(max(0, row.size))) {
            try catalog.write { try $0.setState(.present, of: digest) }
            return .whole
        }
        let setup = RetrievalSetup(self, options)
        let staging = try stagingArea(named: clock.makeID())
        defer { staging.close() }
        let assets = try catalog.read { try $0.assets(digest: digest, limit: 100) }
        let sources = assets.map(\.asset).filter { $0.source != nil }
        if sources.isEmpty { return .noSource }
        var failures: [Failure] = []
        // Newest first: older sources are likelier to be gone.
        for asset in sources.reversed() {
            let source = asset.source ?? ""
            do throws(RetrievalError) {
                let blob = try fetch(asset, digest, setup, staging, stop)
                try publish(blob, staging)
                return .restored(source: source)
            } catch {
                failures.append(
                    Failure(file: source, kind: error.kind.failure, error))
            }
        }
        return .failed(failures)
    }

    private func fetch(
        _ asset: AssetRecord, _ digest: Digest, _ setup: RetrievalSetup, _ staging: StagingArea,
        _ stop: StopSignal
    ) throws(RetrievalError) -> StagedObject {
        let source = try SourceURI(asset.source ?? "")
        var record = RetrievalRecord(
            id: clock.makeID(), source: source.text, host: source.host, targetBucket: "",
            targetPath: "",
            name: asset.name, createdAt: asset.createdAt)
        record.expectedDigest = digest
        // The digest decides whether the bytes are right, whichever service has them.
        record.variant = setup.clients.settings.endpoint(of: source.kind)
        record.keepsUndecodable = true
        record.allowsOwnHost = asset.retrieval.allowsOwnHost
        let fetch = FetchSource(
            library: self, staging: staging, clients: setup.clients, addresses: setup.addresses,
            isStopped: { stop.isRequested }, expected: { _ in }, received: { _ in }, resumes: false)
        switch fetch.fetch(record).body {
        case .failed(let error): throw error
        case .unchanged: throw RetrievalError(.badAnswer, "it answered that nothing has changed")
        case .staged(let contents, _):
            return StagedObject(original: contents.digest, size: contents.size, path: contents.path)
        }
    }

    private func publish(_ blob: StagedObject, _ staging: StagingArea) throws(RetrievalError) {
        do {
            try staging.sync([blob])
            try directory.withObjectLock(.shared) {
                try directory.objects.publish([blob], from: staging)
                try recordRestored([blob])
            }
        } catch {
            throw RetrievalError(.disk, describe(error), remedy: remedy(of: error))
        }
    }
}

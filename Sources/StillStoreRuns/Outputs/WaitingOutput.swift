import Catalog
import Domain
import Retrieval
import StillStoreCore
import Values

/// An output that is to be fetched, as the row that waits for it.
struct WaitingOutput: Sendable {
    let output: JobOutput
    private let record: RetrievalRecord

    fileprivate init(_ output: JobOutput, _ record: RetrievalRecord) {
        var output = output
        output.assetID = record.id
        (self.output, self.record) = (output, record)
    }

    /// In the transaction that completes its job.
    func register(_ writer: CatalogWriter, _ facts: inout JournalFacts) throws {
        try writer.insert(record, run: nil)
        try facts.addWaiting(record, as: record.id, at: record.createdAt)
    }
}

/// Makes the rows of outputs that are to be fetched.
struct DescribeOutput {
    private let library: Library
    private let target: OutputTarget
    private let setup: RetrievalSetup

    init(_ library: Library, _ target: OutputTarget) {
        (self.library, self.target) = (library, target)
        setup = RetrievalSetup(library, RetrievalOptions())
    }

    /// - Throws: `RetrievalError` for what is no source, and for files of this machine unless a person
    ///   named them.
    func describe(_ source: OutputSource) throws -> WaitingOutput {
        let now = library.clock.now()
        var item = SourceItem(source.uri)
        item.isTrusted = source.isTrusted
        item.createdAt = now
        let address = try item.source.get()
        if address.kind == .file, !item.isTrusted, !setup.addresses.names(host: address.host) {
            throw RetrievalError(
                .refusedAddress, "an output may not name files of this machine",
                remedy: .allowHost("local"))
        }
        let describe = DescribeSource(
            library: library, request: request(source.output), allowed: setup.addresses,
            access: setup.clients.settings)
        var record = try describe.record(item, address, source.output.index, now)
        if address.holdsSecrets, let key = try library.secretKey.load(making: true) {
            record.sealedSource = key.seal(address.whole, owner: record.id)
        }
        return WaitingOutput(source.output, record)
    }

    private func request(_ output: JobOutput) -> FetchRequest {
        var request = FetchRequest()
        request.bucket = OutputPlace.bucket
        request.placement.template = OutputPlace.template(output.index, of: target.jobID)
        request.placement.userID = target.userID
        request.placement.jobID = target.jobID
        request.origin = .generated
        request.keepsUndecodable = true
        return request
    }
}

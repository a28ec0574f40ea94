import Retrieval
import TestSupport

/// How the tests fetch: from servers of this machine, with nobody's keys.
struct Fetching {
    var http = HTTPClient()
    var settings = AccessSettings(environment: [:])
    var call = FetchOptions()

    init(_ change: (inout TransferSettings) -> Void = { _ in }) {
        var transfer = TransferSettings()
        // A test that waits this long has failed.
        transfer.totalSeconds = 20
        change(&transfer)
        http = HTTPClient(transfer)
        call.addresses = AddressRule(allowing: ["127.0.0.1"])
    }

    @discardableResult
    func fetch(
        _ address: String, into sink: MemorySink = MemorySink()
    ) throws(RetrievalError) -> FetchOutcome {
        let source = try SourceURI(address)
        return try SourceClients(http, settings).client(for: source)
            .fetch(source, call, into: sink)
    }

    /// The bytes and what is known of them.
    func whole(_ address: String) throws -> (bytes: [UInt8], facts: FetchedFacts) {
        let sink = MemorySink()
        guard case .fetched(let facts) = try fetch(address, into: sink) else {
            throw UnexpectedOutcome()
        }
        return (sink.bytes, facts)
    }

    /// Why an address cannot be fetched; nil when it can.
    func failure(
        _ address: String, into sink: MemorySink = MemorySink()
    ) -> RetrievalError? {
        do throws(RetrievalError) {
            try fetch(address, into: sink)
            return nil
        } catch {
            return error
        }
    }
}

/// A source counted as unchanged of which nothing was known.
struct UnexpectedOutcome: Error {}

extension FetchOutcome {
    var isUnchanged: Bool {
        if case .unchanged = self { true } else { false }
    }
}

/// A server of pictures in which each seed is another.
func pictureServer() throws -> FaultServer { try FaultServer { testPicture($0) } }

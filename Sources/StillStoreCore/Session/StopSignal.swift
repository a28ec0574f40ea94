/// Asks a run to end: it finishes the batch in flight and reports.
package final class StopSignal: Sendable {
    private let flag = AtomicFlag()

    package init() {}

    package func request() { flag.set() }
    package var isRequested: Bool { flag.isSet }
}

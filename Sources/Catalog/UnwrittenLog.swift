/// What lies beside a catalogue where nothing can be written, and so how SQLite is to open it: on its
/// own it would make a log and an index of it, or refuse.
package enum UnwrittenLog: Sendable {
    /// A log and its index: others may be writing. What they have committed is read by the index,
    /// or, where nobody is alive, by one that SQLite keeps in memory.
    case indexed
    /// No log, or an empty one: the file is all there is, and nobody is writing to it.
    case none

    /// As <https://www.sqlite.org/uri.html> says.
    func address(of path: [UInt8]) -> String {
        let name = path.map(escaped).joined()
        return switch self {
        case .indexed: "file://\(name)?mode=ro&readonly_shm=1"
        case .none: "file://\(name)?mode=ro&immutable=1"
        }
    }
}

/// The write-ahead log of a catalogue that cannot be written, and so how SQLite has to open it:
/// left to itself it would create a log and an index, or refuse.
package enum UnwrittenLog: Sendable {
    /// A log and its index: others may be writing. What they committed is read by that index or, if
    /// nobody has it open, by one that SQLite keeps in memory.
    case indexed
    /// No log, or an empty one: the file is complete, and nobody is writing to it.
    case none

    /// See <https://www.sqlite.org/uri.html>.
    func address(of path: [UInt8]) -> String {
        let name = path.map(escaped).joined()
        return switch self {
        case .indexed: "file://\(name)?mode=ro&readonly_shm=1"
        case .none: "file://\(name)?mode=ro&immutable=1"
        }
    }
}

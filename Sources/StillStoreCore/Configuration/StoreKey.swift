import ContentStore
package import Retrieval
import Synchronization
import Values

/// The store's own key for addresses that hold credentials, made when it is first needed.
package final class StoreKey: Sendable {
    private let directory: StoreDirectory
    private let key = Mutex<SealingKey?>(nil)

    init(_ directory: StoreDirectory) { self.directory = directory }

    /// Nil when there is none and `makes` is false.
    package func load(making makes: Bool) throws -> SealingKey? {
        if let key = key.withLock({ $0 }) { return key }
        guard let bytes = try directory.secret(fresh: makes ? SealingKey.fresh() : nil) else {
            return nil
        }
        guard let found = SealingKey(bytes: bytes) else {
            throw RequestError.brokenKey(directory.secretLocation)
        }
        key.withLock { $0 = found }
        return found
    }
}

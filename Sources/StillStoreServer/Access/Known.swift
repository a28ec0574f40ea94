import Catalog
import Domain
import StillStoreCore
import Synchronization
import Values

/// What was read of the catalogue for requests, kept while nothing is committed to it: who a token
/// belongs to, and which asset an id names. Whatever changes, by whichever program, ends all of it at the
/// next request: a token that is revoked is refused at once.
final class Known: Sendable {
    private struct State {
        var version: Int64?
        var callers: [String: Caller] = [:]
        var assets: [String: AssetListing] = [:]
        var renditions: [RenditionName: RenditionRecord] = [:]
        var lines: [String: AssetLine] = [:]

        var count: Int { callers.count + assets.count + renditions.count + lines.count }
    }

    /// A current asset as lists show it.
    struct AssetLine: Sendable {
        let owner: String?
        let json: String
    }

    struct RenditionName: Hashable {
        let asset, recipe: String
    }

    /// Entries of a kind; beyond that all of them are read again.
    private static let limit = 20_000

    private let watch: CatalogWatch?
    /// When tokens were last used, until it is written.
    private let uses = Mutex<[String: Int64]>([:])
    private let usesWritten = Mutex(ContinuousClock.now)
    private let state = Mutex(State())

    init(_ library: Library) { watch = library.watchCatalog() }

    /// Looks whether anything has changed. Asked at the beginning of each request.
    func look() {
        // Without a look nothing is known.
        let version = try? watch?.version()
        state.withLock { state in
            if state.version != version || version == nil {
                state = State()
                state.version = version
            }
        }
    }

    /// For `keep`: asked before the catalogue is read.
    var version: Int64? { state.withLock { $0.version } }

    /// - Parameter now: a token may have expired meanwhile.
    func caller(_ secret: String, at now: Int64) -> Caller? {
        state.withLock { $0.callers[secret] }.flatMap { caller in
            caller.token.expiresAt.map { $0 > now } ?? true ? caller : nil
        }
    }

    func use(_ caller: Caller, at now: Int64) { uses.withLock { $0[caller.token.id] = now } }

    /// Whether a minute has passed since they were last written.
    func areUsesDue(at now: ContinuousClock.Instant) -> Bool {
        usesWritten.withLock { last in
            guard now - last > .seconds(60) else { return false }
            last = now
            return true
        }
    }

    /// Tokens that were used since this was last asked.
    func takeUses() -> [String: Int64] {
        uses.withLock { uses in
            defer { uses = [:] }
            return uses
        }
    }

    func asset(_ id: String) -> AssetListing? { state.withLock { $0.assets[id] } }

    func rendition(_ name: RenditionName) -> RenditionRecord? {
        state.withLock { $0.renditions[name] }
    }

    /// Those of some assets that are known.
    func lines(_ ids: [String]) -> [String: AssetLine] {
        state.withLock { state in
            ids.reduce(into: [:]) { found, id in found[id] = state.lines[id] }
        }
    }

    func keep(_ lines: [String: AssetLine], from version: Int64?) {
        keep(from: version) { $0.lines.merge(lines) { $1 } }
    }

    func keep(_ caller: Caller, of secret: String, from version: Int64?) {
        keep(from: version) { $0.callers[secret] = caller }
    }

    func keep(_ listing: AssetListing, from version: Int64?) {
        keep(from: version) { $0.assets[listing.asset.id] = listing }
    }

    func keep(_ record: RenditionRecord, as name: RenditionName, from version: Int64?) {
        keep(from: version) { $0.renditions[name] = record }
    }

    private func keep(from version: Int64?, _ put: (inout State) -> Void) {
        state.withLock { state in
            // What was read before a change must not outlive it.
            guard let version, state.version == version else { return }
            if state.count >= Known.limit {
                state = State()
                state.version = version
            }
            put(&state)
        }
    }
}

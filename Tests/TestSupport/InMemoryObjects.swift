package import ContentStore
import Synchronization
package import Values

/// Objects in memory: what an object store is without a disk below it.
package final class InMemoryObjects: ObjectStore {
    private final class Bytes: ObjectReader {
        let bytes: [UInt8]
        let number: UInt64
        let changedAt: Int64

        init(_ bytes: [UInt8], number: UInt64, changedAt: Int64) {
            self.bytes = bytes
            self.number = number
            self.changedAt = changedAt
        }

        func facts() throws(DiskError) -> FileFacts {
            FileFacts(
                size: UInt64(bytes.count), identity: FileIdentity(device: 0, inode: number),
                changedAt: changedAt)
        }

        func read(
            at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
        ) throws(DiskError) -> Int {
            let rest = bytes.dropFirst(Int(min(offset, UInt64(bytes.count)))).prefix(buffer.count)
            rest.withUnsafeBytes { buffer.copyMemory(from: $0) }
            return rest.count
        }
    }

    private struct State {
        var objects: [ObjectKey: Bytes] = [:]
        var setAside: [[UInt8]] = []
        /// Of bytes and of moments, so that no two are alike.
        var number: UInt64 = 0

        mutating func put(_ bytes: [UInt8], _ key: ObjectKey) {
            number += 1
            objects[key] = Bytes(bytes, number: number, changedAt: Int64(number))
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// What was moved to quarantine and trash.
    package var setAside: [[UInt8]] { state.withLock { $0.setAside } }

    /// Puts other bytes under a key, as a failing disk would.
    package func damage(_ key: ObjectKey, _ bytes: [UInt8]) {
        state.withLock { $0.put(bytes, key) }
    }

    package func location(of key: ObjectKey) -> FilePath {
        switch key {
        case .original(let digest): FilePath("memory:originals/\(digest.hex)")
        case .rendition(let digest, let recipe, let fileExtension):
            FilePath("memory:renditions/\(recipe)/\(digest.hex).\(fileExtension)")
        }
    }

    package func facts(of key: ObjectKey) throws(DiskError) -> FileFacts? {
        guard let bytes = state.withLock({ $0.objects[key] }) else { return nil }
        return try bytes.facts()
    }

    package func open(_ key: ObjectKey) throws(DiskError) -> (any ObjectReader)? {
        state.withLock { $0.objects[key] }
    }

    package func publish(_ staged: [StagedObject], from staging: StagingArea) throws {
        for object in staged {
            guard object.key.isNameable else {
                throw StoreError.nameRefused(location(of: object.key), reason: "it is no name")
            }
            let bytes = try staging.reader(object.path).contents(upTo: Int(object.size))
            state.withLock { state in
                if case .original(let digest) = object.key, let old = state.objects[object.key] {
                    if old.bytes.withUnsafeBytes({ Digest.of($0) }) == digest { return }
                    state.setAside.append(old.bytes)
                }
                state.put(bytes, object.key)
            }
            staging.discard(object.path)
        }
    }

    package func quarantine(_ key: ObjectKey, reason: String, digest: Digest?) throws(DiskError) {
        state.withLock { state in
            if let bytes = state.objects.removeValue(forKey: key) {
                state.setAside.append(bytes.bytes)
            }
        }
    }

    package func discard(
        _ key: ObjectKey, to trash: Trash, _ changed: inout ChangedDirectories
    ) throws -> FileFacts? {
        let facts = try facts(of: key)
        try quarantine(key, reason: "", digest: nil)
        return facts
    }

    package func discardRenditions(
        of recipe: String, to trash: Trash, _ changed: inout ChangedDirectories
    ) throws {
        for key in keys(of: .renditions(recipe: recipe)) {
            _ = try discard(key, to: trash, &changed)
        }
    }

    package func markChanged(_ key: ObjectKey) throws(DiskError) {
        state.withLock { state in
            if let bytes = state.objects[key]?.bytes { state.put(bytes, key) }
        }
    }

    package func list(
        _ space: ObjectSpace, part: UInt8, _ found: (ListedObject) throws -> Void
    ) throws {
        for key in keys(of: space) where key.digest.bytes[0] == part { try found(.object(key)) }
    }

    package func recipes() throws -> (recipes: [String], others: [ListedObject]) {
        let recipes = state.withLock { $0.objects.keys.compactMap(\.recipe) }
        return (Set(recipes).sorted(), [])
    }

    private func keys(of space: ObjectSpace) -> [ObjectKey] {
        state.withLock { Array($0.objects.keys) }.filter { key in
            switch space {
            case .originals: key.recipe == nil
            case .renditions(let recipe): key.recipe == recipe
            }
        }.sorted {
            $0.digest == $1.digest
                ? location(of: $0).text < location(of: $1).text : $0.digest.precedes($1.digest)
        }
    }
}

extension ObjectKey {
    fileprivate var recipe: String? {
        if case .rendition(_, let recipe, _) = self { recipe } else { nil }
    }
}

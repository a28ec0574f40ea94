import Catalog
import ContentStore
package import Domain
import Imaging
package import StillStoreCore
import Values

extension Library {
    /// How alike pictures of one group are.
    package enum DuplicateMeasure: Sendable, Equatable {
        /// Their perceptual hashes differ in at most so many bits.
        case look(distance: Int)
        /// All of their pixels are the same. Originals whose hashes are equal are decoded and compared.
        case pixels
    }

    /// Finds pictures that are like each other, and which of them to keep. Nothing is changed.
    /// - Parameter report: called with each group of two or more.
    package func duplicates(
        _ measure: DuplicateMeasure, as viewer: Viewer, stop: StopSignal = StopSignal(),
        report: (DuplicateGroup) throws -> Void
    ) throws {
        try refreshSearchIndex(stop: stop)
        let distance = if case .look(let distance) = measure { distance } else { 0 }
        // Groups first: decoding takes long, and the snapshot would keep the log from being emptied.
        let groups = try domain.read(as: viewer) { reader in
            var groups: [DuplicateGroup] = []
            try reader.search.duplicates(within: distance) { group in
                groups.append(group)
                return !stop.isRequested
            }
            return groups
        }
        for group in groups {
            if stop.isRequested { return }
            let same = measure == .pixels ? samePixels(group) : [group]
            for group in same { try report(group) }
        }
    }

    /// The parts of a group whose pixels are the same. What cannot be decoded is in none.
    private func samePixels(_ group: DuplicateGroup) -> [DuplicateGroup] {
        var known: [Digest: Digest] = [:]
        var parts: [Digest: [DuplicateMember]] = [:]
        for member in group.members {
            let pixels = known[member.digest] ?? self.pixels(of: member)
            guard let pixels else { continue }
            known[member.digest] = pixels
            parts[pixels, default: []].append(member)
        }
        return parts.values.filter { $0.count > 1 }.map(DuplicateGroup.init)
            .sorted { $0.kept.asset < $1.kept.asset }
    }

    private func pixels(of member: DuplicateMember) -> Digest? {
        guard let contents = try? original(member.digest, size: member.size) else { return nil }
        let limits = limits.picture
        return try? contents.withSource(directory.disk) { source throws(PictureError) in
            let header = try probe(source, limits: limits)
            return try memory.holding(header.heldBytes + header.scratchBytes) {
                () throws(PictureError) in
                let hasher = PixelHasher()
                hasher.add(header.orientation.rawValue)
                try visitPixels(source, header, limits: limits) { hasher.add($0) }
                return hasher.digest
            }
        }
    }
}

private final class PixelHasher {
    private var hasher = Digest.Hasher()

    func add(_ byte: UInt8) { withUnsafeBytes(of: byte) { hasher.update($0) } }
    func add(_ bytes: UnsafeRawBufferPointer) { hasher.update(bytes) }

    var digest: Digest { hasher.finalize() }
}

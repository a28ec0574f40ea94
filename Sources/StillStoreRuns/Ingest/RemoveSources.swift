import ContentStore
import StillStoreCore
import Synchronization
import Values

/// Removes the files of a run that moves, once they are stored.
///
/// Only what is still what was read is removed, and only where it was asked for: a file that a
/// link to a directory elsewhere led to stays. A file that other links in the source lead to is
/// removed last, when they have been read too.
final class RemoveSources: Sendable {
    private struct Kept {
        let file: FilePath
        let facts: FileFacts
    }

    private struct State {
        /// To be removed at the end.
        var kept: [Kept] = []
        /// Links that were removed, with what they led to.
        var links: [(link: FilePath, target: FilePath)] = []
        /// Other names that removed files have.
        var names: [FileIdentity: (file: FilePath, count: Int)] = [:]
        /// The directory of the last file, and whether files are removed from it.
        var last: (directory: FilePath, isWithin: Bool)?
    }

    private let disk: Disk
    private let links: SourceLinks
    /// Where files are removed: below directories, and beside files, that were named.
    private let places: [FilePath]
    private let state = Mutex(State())

    init(_ request: IngestRequest, _ disk: Disk) {
        self.disk = disk
        let roots = (request.roots + request.listed).map { absolute($0) }
        links = SourceLinks(below: roots, disk)
        var places: Set<FilePath> = []
        for root in roots {
            let isDirectory = (try? disk.stat(root))?.kind == .directory
            let place = try? disk.realPath(isDirectory ? root : root.parent)
            if let place { places.insert(place) }
        }
        self.places = Array(places)
    }

    /// - Returns: the items; those whose files stay say why.
    func remove(_ batch: [PreparedItem], _ items: [IngestItem]) -> [IngestItem] {
        state.withLock { state in
            zip(batch, items).map { prepared, item in
                if case .failed = item.outcome { return item }
                guard let facts = prepared.facts else { return item }
                var item = item
                if let reason = remove(prepared.file, facts, &state) {
                    item.notRemoved = "it is stored, but was not removed: \(reason)"
                }
                return item
            }
        }
    }

    /// The rest, when every file has been read.
    /// - Returns: what the move leaves behind, with the reason: files, and links that lead nowhere.
    func finish() -> [(file: FilePath, reason: String)] {
        state.withLock { state in
            var left: [(file: FilePath, reason: String)] = []
            let (kept, links) = (state.kept, state.links)
            state.kept = []
            for file in kept {
                if let reason = unlink(file.file, file.facts, &state) {
                    left.append((file.file, "it is stored, but was not removed: \(reason)"))
                }
            }
            for (link, target) in links where (try? disk.stat(target)) != nil {
                left.append((target, "it stays; the link to it, \(link.text), was moved"))
            }
            for (file, count) in state.names.values.sorted(by: { $0.file.text < $1.file.text }) {
                let names = count == 1 ? "another name" : "\(count) other names"
                left.append((file, "it was moved; it has \(names) (hard links), which stay"))
            }
            for link in self.links.dangling(disk) {
                left.append((link, "this link leads nowhere now: what it led to was moved"))
            }
            return left
        }
    }

    /// Why it stays, or nil.
    private func remove(_ file: FilePath, _ facts: FileFacts, _ state: inout State) -> String? {
        do throws(DiskError) {
            guard let entry = try disk.stat(file, following: false) else { return nil }
            guard try isWithin(file.parent, &state) else {
                return "a link led to it, out of what was to be moved"
            }
            if entry.kind == .link {
                if let target = try disk.realPath(file) { state.links.append((file, target)) }
                try disk.unlink(file)
                return nil
            }
        } catch {
            return error.explanation
        }
        if links.lead(to: facts.identity) {
            state.kept.append(Kept(file: file, facts: facts))
            return nil
        }
        return unlink(file, facts, &state)
    }

    private func unlink(_ file: FilePath, _ facts: FileFacts, _ state: inout State) -> String? {
        do throws(DiskError) {
            guard let now = try disk.stat(file, following: false) else { return nil }
            guard now.hasContents(of: facts) else {
                return "it changed since; the store has it as it was"
            }
            try disk.unlink(file)
            let others = now.names - 1
            state.names[now.identity] = others > 0 ? (file, others) : nil
            return nil
        } catch {
            return error.explanation
        }
    }

    private func isWithin(_ directory: FilePath, _ state: inout State) throws(DiskError) -> Bool {
        if let last = state.last, last.directory == directory { return last.isWithin }
        let real = try disk.realPath(directory) ?? directory
        let isWithin = places.contains { place in
            real == place || real.bytes.starts(with: place.bytes + [UInt8(ascii: "/")])
                || place == FilePath("/")
        }
        state.last = (directory, isWithin)
        return isWithin
    }
}

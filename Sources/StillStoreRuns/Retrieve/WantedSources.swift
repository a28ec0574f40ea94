import ContentStore
import Retrieval
import StillStoreCore

extension FetchRequest {
    /// Whether an entry of a listing is to be fetched, by the patterns that ingest has too: they
    /// are matched with the path below what was listed.
    func wants(_ item: SourceItem, of sources: Sources) -> Bool {
        if including.isEmpty, excluding.isEmpty { return true }
        guard let mirror = try? item.source.get().mirror else { return true }
        let path = sources.below(item.relativePath ?? mirror.path)
        // Everything below an excluded folder is excluded.
        let slash = UInt8(ascii: "/")
        let ends = path.indices.filter { path[$0] == slash && $0 > 0 } + [path.count]
        let isExcluded = ends.contains { end in
            excluding.contains { $0.matches(Array(path[..<end])) }
        }
        return !isExcluded && (including.isEmpty || including.contains { $0.matches(path) })
    }
}

extension FetchRequest.Sources {
    /// A path without the folders that were asked for.
    fileprivate func below(_ path: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let folders: [UInt8]
        switch self {
        case .bucket(let place):
            let key = Array(place.bucketAndKey.key.utf8)
            folders = Array(key[..<(key.lastIndex(of: slash).map { $0 + 1 } ?? 0)])
        case .webDirectory(let place): folders = place.mirror.path + [slash]
        case .items, .list, .invokeAI, .comfyUI: return path
        }
        return path.starts(with: folders) ? Array(path.dropFirst(folders.count)) : path
    }
}

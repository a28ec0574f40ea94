import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

/// Compares a bucket's directory with its current paths, both in the order of the paths' bytes, in
/// one walk. Memory follows the largest directories on the way down, not the number of links.
struct CheckTree {
    let library: Library
    let register: DefectRegister

    func check(bucket: String) throws {
        var suspects = SuspectBuffer(register)
        var rows = TreeRows(library, bucket)
        let tree = library.directory.tree
        let walk = tree.entries(of: bucket) { register.add(unreadable: $0) }
        while let found = walk.next() {
            while let row = try rows.next(before: found.path) {
                try suspects.add(.link(bucket: bucket, path: row.path))
            }
            let row = try rows.row(found.path)
            guard let digest = row?.digest, found.kind == .link,
                let name = library.treePath(bucket, found.path),
                try tree.shows(digest, at: name)
            else {
                try suspects.add(.link(bucket: bucket, path: found.path))
                continue
            }
        }
        while let row = try rows.next(before: nil) {
            try suspects.add(.link(bucket: bucket, path: row.path))
        }
        try suspects.flush()
    }

    /// The buckets of the catalogue and the tree; anything else in their directory is a suspect.
    func buckets() throws -> [String] {
        var suspects = SuspectBuffer(register)
        var names = Set(try library.catalog.read { try $0.buckets() })
        let found = try library.directory.tree.buckets()
        names.formUnion(found.buckets)
        for other in found.others {
            switch other {
            case .stray(let path): try suspects.add(.strayBucket(path))
            case .unreadable(let error): register.add(unreadable: error)
            case .object: break
            }
        }
        try suspects.flush()
        return names.sorted()
    }
}

/// The current paths of a bucket in order, a page at a time.
private struct TreeRows {
    private let library: Library
    private let bucket: String
    private var last = ""
    private var page: ArraySlice<TreeRow> = []
    private var isLast = false

    private static let pageSize = 4096

    init(_ library: Library, _ bucket: String) {
        self.library = library
        self.bucket = bucket
    }

    mutating func next(before path: String?) throws -> TreeRow? {
        guard let row = try peek() else { return nil }
        if let path, !row.path.utf8.lexicographicallyPrecedes(path.utf8) { return nil }
        page.removeFirst()
        return row
    }

    mutating func row(_ path: String) throws -> TreeRow? {
        // By bytes: to Swift, two spellings of one character are equal.
        guard let row = try peek(), row.path.utf8.elementsEqual(path.utf8) else { return nil }
        page.removeFirst()
        return row
    }

    private mutating func peek() throws -> TreeRow? {
        if page.isEmpty, !isLast {
            let after = last
            let rows = try library.catalog.read {
                try $0.treeRows(bucket: bucket, after: after, limit: TreeRows.pageSize)
            }
            isLast = rows.count < TreeRows.pageSize
            if let row = rows.last { last = row.path }
            page = rows[...]
        }
        return page.first
    }
}

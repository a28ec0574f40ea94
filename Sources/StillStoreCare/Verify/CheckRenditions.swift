import Catalog
import ContentStore
import StillStoreCore
import StillStoreRuns
import Values

/// Compares the tree of one recipe with the rows of its renditions, both in the order of their
/// digests: presence and size. One of 256 parts at a time.
struct CheckRenditions {
    let library: Library
    let register: DefectRegister
    let recipe: String

    func check(part first: UInt8) throws {
        var suspects = SuspectBuffer(register)
        var rows = RenditionRows(library, recipe, part: first)
        let objects = library.directory.objects
        try objects.list(.renditions(recipe: recipe), part: first) { found in
            switch found {
            case .stray(let path): try suspects.add(.strayRendition(path))
            case .unreadable(let error): register.add(unreadable: error)
            case .object(let key):
                while let row = try rows.next(before: key.digest) {
                    try suspects.add(.rendition(row, recipe: recipe))
                }
                guard let row = try rows.current(key.digest), row.key == key else {
                    return try suspects.add(.strayRendition(objects.location(of: key)))
                }
                rows.pass()
                let facts = try? objects.facts(of: key)
                if facts?.size != UInt64(row.size) {
                    try suspects.add(.rendition(key.digest, recipe: recipe))
                }
            }
        }
        while let row = try rows.next(before: nil) {
            try suspects.add(.rendition(row, recipe: recipe))
        }
        try suspects.flush()
    }

    /// Checks what is beside the 256 directories.
    func checkTop() throws {
        var suspects = SuspectBuffer(register)
        try library.directory.objects.listBeside(.renditions(recipe: recipe)) { found in
            switch found {
            case .stray(let path): try suspects.add(.strayRendition(path))
            case .unreadable(let error): register.add(unreadable: error)
            case .object: break
            }
        }
        try suspects.flush()
    }
}

/// The rows of one recipe's renditions in one part of the digests, in order, a page at a time.
private struct RenditionRows {
    private let library: Library
    private let recipe: String
    private let high: Digest
    private var low: Digest
    private var afterLow = false
    private var page: ArraySlice<RenditionRecord> = []
    private var isLast = false

    private static let pageSize = 4096

    init(_ library: Library, _ recipe: String, part first: UInt8) {
        self.library = library
        self.recipe = recipe
        (low, high) = Digest.bounds(startingWith: first)
    }

    /// The next one that comes before `digest`, or before the end.
    mutating func next(before digest: Digest?) throws -> Digest? {
        guard let row = try peek() else { return nil }
        let own = row.digest
        if let digest, !own.precedes(digest) { return nil }
        page.removeFirst()
        return own
    }

    /// The row of `digest`, if it is the next.
    mutating func current(_ digest: Digest) throws -> RenditionRecord? {
        guard let row = try peek(), row.digest == digest else { return nil }
        return row
    }

    mutating func pass() { page.removeFirst() }

    private mutating func peek() throws -> RenditionRecord? {
        if page.isEmpty, !isLast {
            let (from, after, to) = (low, afterLow, high)
            let rows = try library.catalog.read {
                try $0.renditions(
                    recipe: recipe, from: from, afterLow: after, to: to,
                    limit: RenditionRows.pageSize)
            }
            isLast = rows.count < RenditionRows.pageSize
            if let last = rows.last {
                low = last.digest
                afterLow = true
            }
            page = rows[...]
        }
        return page.first
    }
}

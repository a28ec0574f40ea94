import Catalog
import ContentStore
import StillStoreCore
import Values

/// Compares the directories of the objects with the rows of the blobs, both in the order of their
/// digests: presence and size. One of 256 parts at a time.
struct CheckObjects {
    let library: Library
    let register: DefectRegister
    /// False if the catalogue cannot be read: then every object is compared with its own name.
    var hasCatalog = true
    var readsBytes = false

    func check(part first: UInt8) throws {
        var suspects = SuspectBuffer(register)
        var rows = BlobRows(library, part: first, isEmpty: !hasCatalog)
        try library.directory.objects.list(.originals, part: first) { found in
            switch found {
            case .stray(let path): try suspects.add(.strayObject(path))
            case .unreadable(let error): register.add(unreadable: error)
            case .object(let key):
                let digest = key.digest
                guard hasCatalog else { return try checkAlone(digest) }
                while let row = try rows.next(before: digest) { try suspects.add(.object(row)) }
                try check(digest, try rows.row(digest), &suspects)
            }
        }
        while let row = try rows.next(before: nil) { try suspects.add(.object(row)) }
        try suspects.flush()
    }

    /// Checks what is beside the 256 directories.
    func checkTop() throws {
        var suspects = SuspectBuffer(register)
        try library.directory.objects.listBeside(.originals) { found in
            switch found {
            case .stray(let path): try suspects.add(.strayObject(path))
            case .unreadable(let error): register.add(unreadable: error)
            case .object: break
            }
        }
        try suspects.flush()
    }

    private func check(_ digest: Digest, _ row: BlobCheck?, _ suspects: inout SuspectBuffer) throws
    {
        guard let row, row.state == .present,
            let facts = try? library.directory.objects.facts(of: .original(digest)),
            Int64(facts.size) == row.size
        else { return try suspects.add(.object(digest)) }
    }

    private func checkAlone(_ digest: Digest) throws {
        guard readsBytes else { return }
        let path = library.directory.objects.location(of: .original(digest))
        let shown = library.directory.shown(path)
        do throws(DiskError) {
            guard let object = try library.directory.objects.open(.original(digest)) else {
                return
            }
            let size = try object.facts().size
            let reason: String
            if size > library.limits.fileBytes {
                reason =
                    "it has \(size) bytes, more than the limit of \(library.limits.fileBytes) for a file: it was not read"
            } else {
                let actual = try object.digest().0
                if actual == digest { return }
                reason = "its bytes have the digest \(actual.hex)"
            }
            var defect = Defect(.objectAltered, .object(digest), at: shown, reason)
            defect.digest = digest
            defect.cure = .rebuildCatalog
            register.add(defect)
        } catch {
            if error.isNotFound { return }
            register.add(Defect(.unreadable, .unreadable(path), at: shown, error.message))
        }
    }
}

/// The blobs of one part of the digests, in order, a page at a time.
private struct BlobRows {
    private let library: Library
    private let high: Digest
    private var low: Digest
    private var afterLow = false
    private var page: ArraySlice<BlobCheck> = []
    private var isLast: Bool

    private static let pageSize = 4096

    init(_ library: Library, part first: UInt8, isEmpty: Bool) {
        self.library = library
        (low, high) = Digest.bounds(startingWith: first)
        isLast = isEmpty
    }

    /// The next blob that comes before `digest`, or before the end.
    mutating func next(before digest: Digest?) throws -> Digest? {
        guard let row = try peek() else { return nil }
        let own = row.digest
        if let digest, !own.precedes(digest) { return nil }
        page.removeFirst()
        return own
    }

    /// The blob itself, if it is the next.
    mutating func row(_ digest: Digest) throws -> BlobCheck? {
        guard let row = try peek(), row.digest == digest else { return nil }
        page.removeFirst()
        return row
    }

    private mutating func peek() throws -> BlobCheck? {
        if page.isEmpty, !isLast {
            let (from, after, to) = (low, afterLow, high)
            let rows = try library.catalog.read {
                try $0.blobChecks(from: from, afterLow: after, to: to, limit: BlobRows.pageSize)
            }
            isLast = rows.count < BlobRows.pageSize
            if let last = rows.last {
                low = last.digest
                afterLow = true
            }
            page = rows[...]
        }
        return page.first
    }
}

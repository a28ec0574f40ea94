import ContentStore
import StillStoreCore

/// Some of what a walk found, to be looked at in one go.
struct ScanPage: Sendable {
    struct Part: Sendable {
        let stretch: FileWalk.Stretch
        /// Of its first file, counted from 1 over the whole run.
        let index: Int
    }

    var parts: [Part] = []
}

/// Cuts a walk into pages.
struct ScanPages {
    private let walk: FileWalk
    private var index = 1

    /// Large enough that beginning a snapshot of the catalogue for each costs little, small enough
    /// that all threads get some.
    private static let finds = 512

    init(_ walk: sending FileWalk) { self.walk = walk }

    /// The next pages, `count` at most; none at the end.
    mutating func next(_ count: Int) -> [ScanPage] {
        var pages: [ScanPage] = []
        while pages.count < count {
            let page = next()
            if page.parts.isEmpty { break }
            pages.append(page)
        }
        return pages
    }

    private mutating func next() -> ScanPage {
        var page = ScanPage()
        var room = ScanPages.finds
        while room > 0, let stretch = walk.nextStretch(room) {
            page.parts.append(ScanPage.Part(stretch: stretch, index: index))
            switch stretch {
            case .files(let files):
                index += files.count
                room -= files.count
            case .single(.skipped): room -= 1
            case .single(.file), .single(.failed):
                index += 1
                room -= 1
            }
        }
        return page
    }
}

package import Catalog
package import StillStoreCore

/// Which files a run is to read for what they say of how they were made.
package struct IndexRequest: Sendable {
    package enum Selection: String, Sendable, CaseIterable {
        /// Those that were never read.
        case missing
        /// And those that an earlier version of the reader read.
        case stale
        /// All of them.
        case all
    }

    package var selection = Selection.missing
    /// Content rows that are read at a time.
    package var pageRows = 256
    /// As typed, for the record of the run.
    package var arguments: [String] = []

    package init() {}
}

package enum IndexEvent: Sendable {
    case started(run: String)
    /// How many files there are to read.
    case counted(Int)
    /// How many more were read and recorded.
    case indexed(Int)
    case failed(Failure)
}

package struct IndexSummary: Sendable, Equatable {
    package let run: String
    /// `found` files were to be read, `stored` say something, `unchanged` say nothing; `bytes` is not counted.
    package let counts: RunCounts
    package let wasInterrupted: Bool
    package let seconds: Double
}

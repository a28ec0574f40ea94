package import Catalog

/// How far the contents of a store were compared with their digests.
package struct VerificationJSON: WireJSON {
    package let blobs, unread, missing, corrupt: Int
    package let oldest, newest: Timestamp?

    package init(_ state: VerificationState) {
        blobs = state.blobs
        unread = state.unread
        missing = state.missing
        corrupt = state.corrupt
        oldest = state.oldest.map(Timestamp.init(_:))
        newest = state.newest.map(Timestamp.init(_:))
    }
}

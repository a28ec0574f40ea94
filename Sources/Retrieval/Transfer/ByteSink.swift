/// Receives the bytes of a source: a file that may already have the beginning of them.
package protocol ByteSink: AnyObject {
    /// What an interrupted transfer left, if it may be continued.
    var kept: KeptBytes? { get }
    /// Passes on the kept bytes, to be hashed again.
    func replay(_ take: (UnsafeRawBufferPointer) -> Void) throws(RetrievalError)
    /// A body begins; earlier bytes are discarded unless it continues them.
    func begin(_ body: BodyStart) throws(RetrievalError)
    func write(_ bytes: UnsafeRawBufferPointer) throws(RetrievalError)
}

/// The beginning of a body, and what must still be true for the rest to fit it.
package struct KeptBytes: Sendable, Equatable {
    package let count: UInt64
    /// A strong ETag or a date, for `If-Range`.
    package let validator: String
    package let total: UInt64

    package init(count: UInt64, validator: String, total: UInt64) {
        self.count = count
        self.validator = validator
        self.total = total
    }
}

package struct BodyStart: Sendable, Equatable {
    /// Bytes of the whole body, as announced.
    package let length: UInt64?
    /// The validator under which the transfer can be continued; nil if the server cannot do that.
    package let validator: String?
    /// Continues after the kept bytes.
    package let isResumed: Bool
}

package import Values

/// Sees bytes on their way to and from the disk: that is how tests cut writes short and damage what
/// is read.
package protocol ByteHook: AnyObject, Sendable {
    /// How many of `count` bytes the next write(2) may write, at least one; may fail it.
    func writable(_ count: Int, to path: FilePath) throws(DiskError) -> Int

    /// What was read, before anything else sees it.
    func received(_ bytes: UnsafeMutableRawBufferPointer, from path: FilePath)
}

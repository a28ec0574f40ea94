extension BucketPath {
    /// A path as the catalogue or the journal has it, whatever limits it was made under: today's
    /// apply to new names only.
    /// - Throws: `NameError` for what is no valid path under any limits.
    package init(recorded bucket: String, _ path: String) throws(NameError) {
        try self.init(
            recorded: EscapedName.bytes(bucket), EscapedName.bytes(path))
    }

    /// The same of names as the disk has them.
    package init(recorded bucket: [UInt8], _ path: [UInt8]) throws(NameError) {
        var limits = NameLimits()
        limits.pathBytes = .max
        limits.componentBytes = .max
        try self.init(bucket: bucket, path: path, limits: limits)
    }
}

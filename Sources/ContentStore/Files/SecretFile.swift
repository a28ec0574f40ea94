package import Values

extension StoreDirectory {
    package var secretLocation: FilePath { layout.secret }

    /// The contents of `secret.key`, which only its owner may read; nil if there is none.
    /// - Parameter fresh: what to create it with if there is none.
    package func secret(fresh: [UInt8]?) throws -> [UInt8]? {
        if try disk.stat(layout.secret) != nil {
            return try disk.contents(of: layout.secret, upTo: 4096)
        }
        guard let fresh else { return nil }
        return try alone {
            // Another program may have been first.
            if try disk.stat(layout.secret) == nil {
                let staged = layout.staging.appending("secret.key")
                if try disk.stat(staged) != nil { try disk.unlink(staged) }
                let file = try disk.open(staged, .create(mode: 0o600))
                try disk.write(fresh, count: fresh.count, to: file)
                try disk.sync(file)
                try disk.rename(staged, to: layout.secret)
                try disk.sync(layout.root)
            }
            return try disk.contents(of: layout.secret, upTo: 4096)
        }
    }
}

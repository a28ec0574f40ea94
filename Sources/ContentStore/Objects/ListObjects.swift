import Values

extension LocalObjects {
    package func list(
        _ space: ObjectSpace, part: UInt8, _ found: (ListedObject) throws -> Void
    ) throws {
        let top = root(of: space).appending(hexDigits(part))
        try eachEntry(of: top, found) { name, kind in
            let directory = top.appending(name)
            guard let second = fanOutByte(name), kind == .directory else {
                return try found(.stray(directory))
            }
            try eachEntry(of: directory, found) { name, kind in
                guard kind == .file, let key = key(name, space),
                    key.digest.prefix >> 48 == UInt64(part) << 8 | UInt64(second)
                else { return try found(.stray(directory.appending(name))) }
                try found(.object(key))
            }
        }
    }

    package func listBeside(
        _ space: ObjectSpace, _ found: (ListedObject) throws -> Void
    ) throws {
        let top = root(of: space)
        try eachEntry(of: top, found) { name, kind in
            if fanOutByte(name) != nil, kind == .directory { return }
            try found(.stray(top.appending(name)))
        }
        guard space == .originals else { return }
        // Where other digests would have their directory.
        try eachEntry(of: top.parent, found) { name, _ in
            if name.elementsEqual(top.name) { return }
            try found(.stray(top.parent.appending(name)))
        }
    }

    package func recipes() throws -> (recipes: [String], others: [ListedObject]) {
        var recipes: [String] = []
        var others: [ListedObject] = []
        let top = layout.renditions
        try eachEntry(of: top, { others.append($0) }) { name, kind in
            if kind == .directory {
                recipes.append(EscapedName.text(name))
            } else {
                others.append(.stray(top.appending(name)))
            }
        }
        return (recipes, others)
    }

    private func root(of space: ObjectSpace) -> FilePath {
        switch space {
        case .originals: layout.objects
        case .renditions(let recipe): layout.renditions(of: recipe)
        }
    }

    /// Nil for a name that no object of the space has.
    private func key(_ name: ArraySlice<UInt8>, _ space: ObjectSpace) -> ObjectKey? {
        switch space {
        case .originals: return Digest(fileName: name).map { .original($0) }
        case .renditions(let recipe):
            guard let digest = Digest(fileName: name.prefix(64)),
                name.dropFirst(64).first == UInt8(ascii: "."),
                let ending = String(validating: name.dropFirst(65), as: UTF8.self),
                StoreLayout.renditionEndings.contains(ending)
            else { return nil }
            return .rendition(digest, recipe: recipe, fileExtension: ending)
        }
    }

    /// Calls `body` for each name in a directory, in the order of their bytes; for none if there is
    /// no directory. Names that cannot be checked are reported to `found`.
    private func eachEntry(
        of directory: FilePath, _ found: (ListedObject) throws -> Void,
        _ body: (ArraySlice<UInt8>, DirectoryListing.Kind) throws -> Void
    ) throws {
        let listing: DirectoryListing
        do throws(DiskError) { listing = try disk.list(directory) } catch {
            if !error.isNotFound { try found(.unreadable(error)) }
            return
        }
        for index in 0..<listing.count {
            let kind: DirectoryListing.Kind
            do throws(DiskError) {
                kind = try disk.kind(of: index, in: listing, at: directory)
            } catch {
                try found(.unreadable(error))
                continue
            }
            try body(listing.name(index), kind)
        }
    }
}

/// Two digits, as the directories of objects are called.
private func hexDigits(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
}

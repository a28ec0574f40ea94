package import Values

/// The key of bytes in an object store.
package enum ObjectKey: Sendable, Hashable {
    /// Bytes that were stored, by their digest.
    case original(Digest)
    /// What a recipe made of an original: by the original's digest, not its own.
    case rendition(Digest, recipe: String, fileExtension: String)

    /// Of the original.
    package var digest: Digest {
        switch self {
        case .original(let digest), .rendition(let digest, _, _): digest
        }
    }
}

extension ObjectKey {
    /// Whether it can be a file name: recipe ids come from sources that may contain anything.
    package var isNameable: Bool {
        guard case .rendition(_, let recipe, let fileExtension) = self else { return true }
        let name = EscapedName.bytes(recipe)
        return StoreLayout.renditionEndings.contains(fileExtension) && !name.isEmpty
            && !name.contains(0) && !name.contains(UInt8(ascii: "/"))
            && name != Array(".".utf8) && name != Array("..".utf8)
    }
}

/// One of the sets of objects that are listed on their own.
package enum ObjectSpace: Sendable, Hashable {
    case originals
    case renditions(recipe: String)
}

/// What a listing of objects finds.
package enum ListedObject: Sendable {
    case object(ObjectKey)
    /// Something among the objects that is none: another name, a directory, a link.
    case stray(FilePath)
    /// A part of the store that could not be listed.
    case unreadable(DiskError)
}

/// A file in a staging area that is to become an object.
package struct StagedObject: Sendable {
    package let key: ObjectKey
    package let size: UInt64
    package let path: FilePath
    /// It is a hard link to somebody's file, and not read-only yet.
    package let isLinked: Bool

    package var digest: Digest { key.digest }

    package init(original digest: Digest, size: UInt64, path: FilePath, isLinked: Bool = false) {
        key = .original(digest)
        self.size = size
        self.path = path
        self.isLinked = isLinked
    }

    package init(
        renditionOf digest: Digest, recipe: String, fileExtension: String, size: UInt64,
        path: FilePath
    ) {
        key = .rendition(digest, recipe: recipe, fileExtension: fileExtension)
        self.size = size
        self.path = path
        isLinked = false
    }
}

package import Values

/// The path of everything in a store directory. Pure path arithmetic; `docs/format.md` explains it.
package struct StoreLayout: Sendable {
    package let root: FilePath

    package init(root: FilePath) { self.root = root.withoutTrailingSlashes }

    package var configuration: FilePath { root.appending("stillstore.json") }
    package var catalog: FilePath { root.appending("catalog.sqlite") }
    /// Only in a backup: its manifest.
    package var backupNote: FilePath { root.appending("backup.json") }
    package var lock: FilePath { root.appending("lock") }
    package var secret: FilePath { root.appending("secret.key") }
    package var objects: FilePath { root.appending("objects").appending("sha256") }
    package var buckets: FilePath { root.appending("buckets") }
    package var renditions: FilePath { root.appending("renditions") }
    package var journal: FilePath { root.appending("journal") }
    package var staging: FilePath { root.appending("staging") }
    package var quarantine: FilePath { root.appending("quarantine") }
    /// Made when something is first collected.
    package var trash: FilePath { root.appending("trash") }

    /// The most bytes of the path of a new store. SQLite takes 512 for a file, with what it appends
    /// (`MAX_PATHNAME` of its os_unix.c), and scratch catalogues are in staging.
    static let newRootLimit = 400
    /// Of one that exists: `catalog.sqlite-journal` still fits.
    static let rootLimit = 512 - "/catalog.sqlite-journal".utf8.count

    /// Every directory that a new store begins with, parents first.
    package var directories: [FilePath] {
        [root.appending("objects"), objects, buckets, renditions, journal, staging, quarantine]
    }

    /// What a store's directory holds, by name.
    static let ownDirectories = [
        "objects", "buckets", "renditions", "journal", "staging", "quarantine", "trash",
    ]
    static let ownFiles = [
        "stillstore.json", "backup.json", "catalog.sqlite", "catalog.sqlite-wal",
        "catalog.sqlite-shm", "catalog.sqlite-journal", "lock", "secret.key",
    ]
    package static let ownNames = Set(ownDirectories + ownFiles)

    package func object(_ digest: Digest) -> FilePath {
        fanOut(objects, digest).appending(digest.hex)
    }

    package func rendition(
        recipe: String, _ digest: Digest, fileExtension: String
    ) -> FilePath {
        fanOut(renditions(of: recipe), digest).appending(digest.hex + "." + fileExtension)
    }

    func path(of key: ObjectKey) -> FilePath {
        switch key {
        case .original(let digest): object(digest)
        case .rendition(let digest, let recipe, let fileExtension):
            rendition(recipe: recipe, digest, fileExtension: fileExtension)
        }
    }

    func renditions(of recipe: String) -> FilePath {
        renditions.appending(EscapedName.bytes(recipe))
    }

    static let renditionEndings = ["jpg", "png", "webp"]

    package func link(_ path: BucketPath) -> FilePath {
        buckets.appending(path.bucket).appending(path.path)
    }

    /// The text of a bucket path's link: the way from its directory to the object.
    package func linkText(_ path: BucketPath, _ digest: Digest) -> FilePath {
        let hex = digest.hex
        let up = String(repeating: "../", count: path.components.count + 1)
        return FilePath(up + "objects/sha256/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)")
    }

    /// A path of the store as people read it: below the store's directory.
    package func shown(_ path: FilePath) -> String {
        let inside = root.bytes + [UInt8(ascii: "/")]
        guard path.bytes.starts(with: inside) else { return path.text }
        return EscapedName.text(path.bytes[inside.count...])
    }

    /// The path that `shown` was made of.
    func path(shown text: String) -> FilePath { root.appending(EscapedName.bytes(text)) }

    /// Two levels of 256 directories: a million objects are sixteen to a directory.
    private func fanOut(_ directory: FilePath, _ digest: Digest) -> FilePath {
        let hex = digest.hex
        return directory.appending(hex.utf8.prefix(2)).appending(hex.utf8.dropFirst(2).prefix(2))
    }
}

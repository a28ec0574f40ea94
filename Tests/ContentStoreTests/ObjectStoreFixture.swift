import ContentStore
import Foundation
import TestSupport
import Testing
import Values

/// The implementations of `ObjectStore`, each of which passes `ObjectStoreTests`.
enum ObjectStoreKind: String, CaseIterable, CustomTestStringConvertible {
    case local, memory

    var testDescription: String { rawValue }
}

/// One of them, with what a test does to it behind its back.
struct ObjectStoreFixture {
    let directory = TemporaryDirectory()
    let store: any ObjectStore
    let staging: StagingArea
    let trash: Trash
    /// Puts other bytes under a key.
    let damage: (ObjectKey, [UInt8]) throws -> Void
    /// The files in quarantine and trash, without notes.
    let setAside: () throws -> [[UInt8]]
    /// Puts what is no object in the place of one; nil where there are no places.
    let plant: ((ObjectKey, Intruder) throws -> Void)?

    enum Intruder: CaseIterable { case directory, link }

    init(_ kind: ObjectStoreKind, _ disk: Disk = Disk()) throws {
        let root = directory.file("store")
        let holder = try StoreDirectory.open(root, disk: disk, creatingWith: Array("{}".utf8))
        staging = try StagingArea(in: holder, name: "one")
        trash = Trash(in: holder, name: "20261121T143000Z-one")
        switch kind {
        case .local:
            let layout = holder.layout
            store = holder.objects
            damage = { key, bytes in
                let place = holder.objects.location(of: key).text
                try? FileManager.default.removeItem(atPath: place)
                try Data(bytes).write(to: URL(fileURLWithPath: place))
            }
            setAside = {
                try ["quarantine", "trash"].flatMap { part in
                    let root = layout.root.appending(part).text
                    return try files(below: root).filter { !$0.hasSuffix(".json") }
                        .map { try bytes(of: root + "/" + $0) }
                }
            }
            plant = { key, intruder in
                let place = holder.objects.location(of: key)
                try FileManager.default.createDirectory(
                    atPath: place.parent.text, withIntermediateDirectories: true)
                switch intruder {
                case .directory:
                    try FileManager.default.createDirectory(
                        atPath: place.text, withIntermediateDirectories: true)
                case .link:
                    try FileManager.default.createSymbolicLink(
                        atPath: place.text, withDestinationPath: "/etc/hostname")
                }
            }
        case .memory:
            let memory = InMemoryObjects()
            store = memory
            damage = { memory.damage($0, $1) }
            setAside = { memory.setAside }
            plant = nil
        }
    }

    /// Bytes in staging that are to be an original.
    func stage(_ text: String) throws -> StagedObject {
        let bytes = Array(text.utf8)
        let digest = bytes.withUnsafeBytes { Digest.of($0) }
        let path = try staging.stage(bytes, count: bytes.count)
        return StagedObject(original: digest, size: UInt64(bytes.count), path: path)
    }

    /// Bytes in staging that are to be a rendition of the original `of`.
    func stage(
        _ text: String, of digest: Digest, recipe: String = "thumb-1",
        fileExtension: String = "jpg"
    ) throws -> StagedObject {
        let bytes = Array(text.utf8)
        let path = try staging.stage(bytes, count: bytes.count)
        return StagedObject(
            renditionOf: digest, recipe: recipe, fileExtension: fileExtension,
            size: UInt64(bytes.count), path: path)
    }

    @discardableResult
    func publish(_ text: String) throws -> ObjectKey {
        let staged = try stage(text)
        try staging.sync([staged])
        try store.publish([staged], from: staging)
        return staged.key
    }

    func text(_ key: ObjectKey) throws -> String? {
        try store.open(key).map { String(decoding: try $0.contents(upTo: 1 << 20), as: UTF8.self) }
    }

    /// All of a space.
    func keys(_ space: ObjectSpace) throws -> [ObjectKey] {
        var keys: [ObjectKey] = []
        for part in UInt8.min...UInt8.max {
            try store.list(space, part: part) { found in
                if case .object(let key) = found { keys.append(key) }
            }
        }
        return keys
    }
}

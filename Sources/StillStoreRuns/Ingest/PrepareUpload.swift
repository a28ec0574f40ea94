import ContentStore
import StillStoreCore
import Values

/// Takes the bytes of one upload to the brink of being stored, wherever they come from. Blocks.
struct PrepareUpload {
    let prepare: Prepare
    let staging: StagingArea

    private var library: Library { prepare.library }

    /// - Parameters:
    ///   - name: of the asset, where its source has none.
    ///   - label: what it is called in messages.
    func prepare(
        _ source: Uploads.Source, at target: Target, named name: some Sequence<UInt8>,
        _ label: String
    ) throws -> PreparedItem {
        let name = Array(name)
        switch source {
        case .file(let file):
            guard let facts = try library.directory.disk.stat(file) else {
                return .failed(file, .unreadable, "there is no such file")
            }
            let source = SourceFile(
                path: absolute(file), relative: Array(file.name), index: 1, facts: facts)
            return try prepare.prepare(source, at: target)
        case .standardInput:
            guard let staged = try staging.stageStandardInput(limit: library.limits.fileBytes)
            else { return tooLarge("standard input") }
            let contents = FileContents.staged(
                staged.path, staged.digest, size: staged.size, isLinked: false)
            return try prepared(contents, "standard input", name, at: target)
        case .bytes(let bytes):
            if bytes.count > library.limits.fileBytes { return tooLarge(label) }
            let digest = bytes.withUnsafeBytes { Digest.of($0) }
            let contents = FileContents.staged(
                try staging.stage(bytes, count: bytes.count), digest, size: UInt64(bytes.count),
                isLinked: false)
            return try prepared(contents, label, name, at: target)
        case .object(let digest):
            let objects = library.directory.objects
            guard let object = try objects.open(.original(digest)) else {
                throw RequestError.objectMissing(objects.location(of: .original(digest)))
            }
            let copy = try staging.stageCopy(of: object)
            guard copy.digest == digest else {
                throw RequestError.objectAltered(objects.location(of: .original(digest)))
            }
            let contents = FileContents.staged(
                copy.path, digest, size: copy.size, isLinked: false)
            return try prepared(contents, label, name, at: target)
        case .staged(let path, let digest, let size):
            let contents = FileContents.staged(path, digest, size: size, isLinked: false)
            return try prepared(contents, label, name, at: target)
        }
    }

    private func prepared(
        _ contents: FileContents, _ label: String, _ name: [UInt8], at target: Target
    ) throws -> PreparedItem {
        var item = try prepare.prepare(
            contents, label: FilePath(label), name: name, at: target)
        item.isReadOnce = true
        return item
    }

    private func tooLarge(_ label: String) -> PreparedItem {
        .failed(
            FilePath(label), .overLimit,
            "it is more than the limit of \(library.limits.fileBytes) bytes", .raise(.fileBytes))
    }
}

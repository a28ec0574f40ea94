package import ContentStore
package import Imaging
package import Values

/// The bytes of one file, hashed, and where they are held for decoding.
package enum FileContents {
    /// Small files, read once.
    case memory(FileBytes)
    /// In staging: copied because they are large, or linked because the request says so.
    case staged(FilePath, Digest, size: UInt64, isLinked: Bool)
    /// Still in the file or object itself: nothing has to be copied.
    case inPlace(any ObjectReader, Digest, size: UInt64)

    /// Files up to this size are read into memory once; larger ones are copied to staging and
    /// decoded from there, so that memory does not follow the size of a file.
    package static let inMemoryBytes: UInt64 = 16 << 20

    /// Small objects into memory, larger ones in place.
    package init(of object: any ObjectReader, size: UInt64) throws(DiskError) {
        if size > FileContents.inMemoryBytes {
            let (digest, count) = try object.digest()
            self = .inPlace(object, digest, size: count)
        } else {
            self = .memory(try FileBytes(object, capacity: Int(size)))
        }
    }

    package var digest: Digest {
        switch self {
        case .memory(let bytes): bytes.digest
        case .staged(_, let digest, _, _), .inPlace(_, let digest, _): digest
        }
    }

    package var size: UInt64 {
        switch self {
        case .memory(let bytes): UInt64(bytes.count)
        case .staged(_, _, let size, _), .inPlace(_, _, let size): size
        }
    }

    package var isLinked: Bool {
        if case .staged(_, _, _, let isLinked) = self { isLinked } else { false }
    }

    package func withSource<Value>(
        _ disk: Disk, _ body: (ByteSource) throws(PictureError) -> Value
    ) throws(PictureError) -> Value {
        switch self {
        case .memory(let bytes): return try body(ByteSource(memory: bytes.all))
        case .inPlace(let file, _, let size): return try body(source(file, size))
        case .staged(let path, let digest, let size, _):
            let file: FileReader
            do { file = try disk.reader(path) } catch { throw .unreadable(error.explanation) }
            if size > FileContents.inMemoryBytes { return try body(source(file, size)) }
            let bytes = try FileContents.read(file, size, expecting: digest)
            return try body(ByteSource(memory: bytes.all))
        }
    }

    /// Reads a staged file again, and notices if the disk returns other bytes.
    private static func read(
        _ file: FileReader, _ size: UInt64, expecting digest: Digest
    ) throws(PictureError) -> FileBytes {
        do throws(DiskError) {
            let bytes = try FileBytes(file, capacity: Int(size))
            if bytes.digest == digest { return bytes }
        } catch {
            throw .unreadable(error.explanation)
        }
        throw .unreadable("the disk returned other bytes than were written: check the disk")
    }

    private func source(_ file: any ObjectReader, _ size: UInt64) -> ByteSource {
        ByteSource(size: size) { offset, buffer in try? file.read(at: offset, into: buffer) }
    }

    /// Removes what was staged for a file that will not be stored.
    package func discard(_ staging: StagingArea?) {
        if case .staged(let path, _, _, _) = self { staging?.discard(path) }
    }
}

/// A file read into memory. Owns it.
package final class FileBytes {
    package let count: Int
    package let digest: Digest
    private let memory: UnsafeMutableRawBufferPointer

    /// Reads up to `capacity` bytes.
    package init(_ file: any ObjectReader, capacity: Int) throws(DiskError) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 64)
        do throws(DiskError) {
            count = try file.read(at: 0, into: memory)
        } catch {
            memory.deallocate()
            throw error
        }
        self.memory = memory
        digest = Digest.of(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    }

    deinit { memory.deallocate() }

    package var all: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }
}

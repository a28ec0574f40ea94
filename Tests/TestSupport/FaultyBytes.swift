package import ContentStore
import Foundation
import Synchronization
package import Values

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A disk that writes less than it is given, or reads other bytes than it has, below one directory.
package final class FaultyBytes: ByteHook {
    package enum Fault: Sendable {
        case none
        /// Every call writes one part of what it is given.
        case shortWrites
        /// One call writes half; the one that should write the rest finds the disk full.
        case fullHalfway(at: Int)
        /// One bit of what one call reads of a store's own files is wrong.
        case wrongBit(at: Int)
    }

    private struct State {
        var written: [String] = []
        var read: [String] = []
        var full: FilePath?
    }

    private let root: String
    private let fault: Fault
    private let state = Mutex(State())

    package init(below root: String, _ fault: Fault = .none) {
        self.root = root
        self.fault = fault
    }

    package var disk: Disk { Disk(bytes: self) }

    /// The files of the calls that wrote so far, by their paths below the directory.
    package var writes: [String] { state.withLock { $0.written } }

    /// The same of the calls that read something of a store's own files.
    package var reads: [String] { state.withLock { $0.read } }

    /// The part of a store that a file is in; empty for other files.
    package static func part(_ name: String) -> String {
        let parts = ["objects", "renditions", "staging", "journal"]
        return parts.first { name.split(separator: "/").contains(Substring($0)) } ?? ""
    }

    package func writable(_ count: Int, to path: FilePath) throws(DiskError) -> Int {
        guard let name = name(path) else { return count }
        let (number, isFull) = state.withLock { state in
            state.written.append(name)
            defer { if state.full == path { state.full = nil } }
            return (state.written.count, state.full == path)
        }
        if isFull { throw DiskError(.write, path, ENOSPC) }
        switch fault {
        case .shortWrites: return max(1, count / 3)
        case .fullHalfway(let fatal) where number == fatal && count > 1:
            state.withLock { $0.full = path }
            return count / 2
        default: return count
        }
    }

    package func received(_ bytes: UnsafeMutableRawBufferPointer, from path: FilePath) {
        guard !bytes.isEmpty, let name = name(path), !FaultyBytes.part(name).isEmpty else { return }
        let number = state.withLock { state in
            state.read.append(name)
            return state.read.count
        }
        if case .wrongBit(let fatal) = fault, number == fatal { bytes[bytes.count / 2] ^= 0x04 }
    }

    private func name(_ path: FilePath) -> String? {
        path.text.hasPrefix(root + "/") ? String(path.text.dropFirst(root.count + 1)) : nil
    }
}

import Dispatch
import Foundation
package import Values

/// This process waits for a lock that another one holds, and has done so for a moment.
package struct LockWait: Sendable {
    /// A process that holds the lock, as far as the system says.
    package struct Holder: Sendable, Equatable {
        package let process: Int32
        /// Its command line; empty if it cannot be read.
        package let command: String
    }

    package let path: FilePath
    /// What the holders do: `is storing pictures`.
    package let work: String
    /// Empty if the system does not say.
    package let holders: [Holder]

    /// After this long a person is told.
    package static let momentSeconds = 1.0

    package init(_ path: FilePath, _ work: String, holders: [Holder]) {
        self.path = path
        self.work = work
        self.holders = holders
    }

    /// A sentence for people.
    package var message: String {
        let names = holders.map { holder in
            holder.command.isEmpty
                ? "process \(holder.process)" : "process \(holder.process) (\(holder.command))"
        }
        let who = names.isEmpty ? "another program" : names.joined(separator: ", ")
        return "waiting for \(who), which \(work)"
    }
}

extension LockWait.Holder {
    /// The processes that hold a lock on a file, except this one: from Linux's `/proc/locks`, see
    /// proc_locks(5). Empty elsewhere, and for processes that this one may not see.
    package static func all(of facts: FileFacts, isExclusive: Bool = false) -> [LockWait.Holder] {
        #if os(Linux)
            // To its end: if many locks are held, the system returns it a page at a time.
            let locks = FilePath("/proc/locks")
            guard let bytes = try? Disk().contents(of: locks, upTo: 1 << 20) else { return [] }
            let text = String(decoding: bytes, as: UTF8.self)
            let inode = ":\(facts.identity.inode)"
            var found: [Int32] = []
            for line in text.split(separator: "\n") {
                // 1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF; `->` marks one that waits.
                let fields = line.split(separator: " ")
                guard fields.count >= 6, fields[1] != "->", fields[5].hasSuffix(inode),
                    !isExclusive || fields[3] == "WRITE", let process = Int32(fields[4]),
                    process > 0, process != getpid(), !found.contains(process)
                else { continue }
                found.append(process)
            }
            return found.map { LockWait.Holder(process: $0, command: command(of: $0)) }
        #else
            return []
        #endif
    }

    /// The program's name and its first arguments.
    private static func command(of process: Int32) -> String {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else {
            return ""
        }
        var words = bytes.split(separator: 0).prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard let program = words.first else { return "" }
        words[0] = String(program.split(separator: "/").last ?? "")
        return words.joined(separator: " ")
    }
}

/// Reports a wait if it lasts.
final class WaitTimer {
    private let item: DispatchWorkItem

    init(_ tell: @escaping @Sendable () -> Void) {
        item = DispatchWorkItem(block: tell)
        DispatchQueue.global(qos: .utility).asyncAfter(
            deadline: .now() + LockWait.momentSeconds, execute: item)
    }

    func end() { item.cancel() }
}

import CTestSupport
import Foundation
import Synchronization

/// SQLite's own file calls below one directory, of which one fails, or every one from a certain one
/// on, as after a power cut.
package final class FaultySQLite: Sendable {
    package enum Call: UInt32, Sendable {
        case open, read, write, truncate, sync, size, lock, delete
    }

    package enum Fault: Sendable {
        /// It fails and nothing is done. What a sync should have written is never written.
        case refused
        /// As on a full disk: half of a write is done.
        case full
        /// One bit of what is read is wrong.
        case corrupt
    }

    package enum Failing: Sendable {
        case never
        case once(at: Int)
        case from(Int)
    }

    private let failing: Failing
    private let fault: Fault
    private let made = Mutex<[Call]>([])
    private let watch = Mutex<Int32>(-1)
    private let isOver = Mutex(false)

    private static let isInstalled: Bool = fault_vfs_install() == 0

    /// - Precondition: no database below `directory` is open.
    package init(below directory: String, _ failing: Failing, _ fault: Fault = .refused) {
        precondition(FaultySQLite.isInstalled)
        self.failing = failing
        self.fault = fault
        let context = Unmanaged.passUnretained(self).toOpaque()
        let number = fault_vfs_watch(
            directory,
            { context, call, _ in
                Unmanaged<FaultySQLite>.fromOpaque(context!).takeUnretainedValue().answer(call)
            }, context)
        precondition(number >= 0, "too many directories are watched")
        watch.withLock { $0 = number }
    }

    deinit { watch.withLock { fault_vfs_forget($0) } }

    /// Those that were made so far, also what failed.
    package var calls: [Call] { made.withLock { $0 } }

    /// Loses what no sync has covered; from then on no call fails.
    /// - Precondition: no database below the directory is open.
    package func cutPower() {
        isOver.withLock { $0 = true }
        watch.withLock { precondition(fault_vfs_cut_power($0) == 0) }
    }

    private func answer(_ call: fault_vfs_call) -> fault_vfs_answer {
        let number = made.withLock { made in
            made.append(Call(rawValue: call.rawValue)!)
            return made.count
        }
        let fails =
            switch failing {
            case .never: false
            case .once(let fatal): number == fatal
            case .from(let fatal): number >= fatal
            }
        guard fails, !isOver.withLock({ $0 }) else { return FAULT_VFS_PASS }
        return switch fault {
        case .refused: FAULT_VFS_FAIL
        case .full: FAULT_VFS_FULL
        case .corrupt: call == FAULT_VFS_READ ? FAULT_VFS_CORRUPT : FAULT_VFS_PASS
        }
    }
}

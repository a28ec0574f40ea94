package import ContentStore
import Foundation
import Synchronization

/// A disk of which one call fails, or every one from a certain one on, as after a kill: then not
/// even what a program would tidy up reaches the disk.
package final class FaultyDisk: Sendable {
    package enum Failing: Sendable {
        case never
        case once(at: Int)
        case from(Int)
    }

    private let failing: Failing
    private let code: Int32
    private let counted: Set<DiskCall>
    private let made = Mutex<[DiskCall]>([])

    /// - Parameter counted: the calls that are counted, and fail.
    package init(
        _ failing: Failing, code: Int32 = EIO, of counted: Set<DiskCall> = Set(DiskCall.allCases)
    ) {
        self.failing = failing
        self.code = code
        self.counted = counted
    }

    /// Those that were counted so far, also what failed.
    package var calls: [DiskCall] { made.withLock { $0 } }

    package var disk: Disk {
        Disk { [self] call, path throws(DiskError) in
            guard counted.contains(call) else { return }
            let number = made.withLock { made in
                made.append(call)
                return made.count
            }
            let fails =
                switch failing {
                case .never: false
                case .once(let fatal): number == fatal
                case .from(let fatal): number >= fatal
                }
            if fails { throw DiskError(call, path, code) }
        }
    }
}

import Dispatch
import Foundation
import Synchronization

/// A fixed number of threads for work that blocks or computes: codecs, hashing, disk calls.
///
/// Swift's own pool has one thread a core and must never wait; here waiting is expected.
package final class BlockingPool: Sendable {
    private typealias Work = @Sendable () -> Void

    private struct Queue {
        /// Served ones are nil: what they captured must not outlive them.
        var waiting: [Work?] = []
        var next = 0
        var isClosed = false
        var started = 0
        /// Threads that wait for work.
        var idle = 0
    }

    private let queue = Mutex(Queue())
    private let signal = DispatchSemaphore(value: 0)
    private let threads: Int
    private let name: String

    /// Each thread is started when there is first work for it.
    package init(threads: Int, name: String) {
        self.threads = threads
        self.name = name
    }

    private func start(_ number: Int) {
        let thread = Thread { [self] in serve() }
        thread.name = "\(name) \(number)"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Runs `body` on one of the threads, first come, first served.
    /// - Throws: what `body` throws; `RequestError.closed` after `close`.
    package func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let number = queue.withLock { queue -> Int? in
                guard !queue.isClosed else {
                    continuation.resume(throwing: RequestError.closed)
                    return nil
                }
                queue.waiting.append { continuation.resume(with: Result(catching: body)) }
                guard queue.waiting.count - queue.next > queue.idle, queue.started < threads
                else { return nil }
                queue.started += 1
                // Counted as idle: it takes this work when it starts.
                queue.idle += 1
                return queue.started - 1
            }
            if let number { start(number) }
            signal.signal()
        }
    }

    /// Runs `body` for each item, as many at once as there are threads; returns the results in
    /// order. For pages of items: all of them are waiting at once.
    package func map<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask { [self] in (index, try await run { try body(item) }) }
            }
            var values = [Value?](repeating: nil, count: items.count)
            for try await (index, value) in group { values[index] = value }
            return values.map { $0! }
        }
    }

    /// Lets the threads end once the queue is empty.
    package func close() {
        queue.withLock { $0.isClosed = true }
        for _ in 0..<threads { signal.signal() }
    }

    private func serve() {
        while true {
            signal.wait()
            let (work, isClosed) = queue.withLock { queue -> (Work?, Bool) in
                guard queue.next < queue.waiting.count else { return (nil, queue.isClosed) }
                queue.idle -= 1
                let work = queue.waiting[queue.next]
                queue.waiting[queue.next] = nil
                queue.next += 1
                // Forgetting the served ones now and then keeps each step cheap.
                if queue.next > 64 {
                    queue.waiting.removeFirst(queue.next)
                    queue.next = 0
                }
                return (work, false)
            }
            if let work {
                drained(work)
                queue.withLock { $0.idle += 1 }
            } else if isClosed {
                return
            }
        }
    }
}

/// On macOS, frees what Foundation left to the thread's end; these threads do not end.
private func drained(_ work: () -> Void) {
    #if canImport(Darwin)
        autoreleasepool { work() }
    #else
        work()
    #endif
}

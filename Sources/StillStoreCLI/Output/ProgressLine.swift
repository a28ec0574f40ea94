import Dispatch
import Foundation
import StillStoreCore
import Synchronization

/// The progress of a run: a bar with rate and remaining time on a terminal, otherwise a line now
/// and then.
final class ProgressLine: Sendable {
    private struct State {
        var done = 0
        var total: Int?
        var bytes = 0
        var expected = 0
        var isOver = false
    }

    private let state = Mutex(State())
    private let began = Date()

    /// The unit that is counted.
    private let unit: String

    /// Draws from a timer, because items arrive in bursts: a batch at a time.
    init(isQuiet: Bool, of unit: String = "file") {
        self.unit = unit
        if !isQuiet { draw(after: Console.isErrorTerminal ? 0.2 : 10) }
    }

    func total(_ count: Int) { state.withLock { $0.total = count } }

    func step(_ count: Int = 1) { state.withLock { $0.done += count } }

    /// Adds to the bytes that will be transferred, as far as is known.
    func expect(_ count: Int) { state.withLock { $0.expected += count } }

    /// Adds to the bytes that were transferred.
    func received(_ count: Int) { state.withLock { $0.bytes += count } }

    /// Clears the bar, so that other text can follow.
    func clear() {
        if Console.isErrorTerminal { Console.status("") }
    }

    /// Clears the bar for good.
    func end() {
        state.withLock { $0.isOver = true }
        clear()
    }

    private func draw(after seconds: Double) {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + seconds) { [weak self] in
            guard let self else { return }
            // Under the lock, so that no bar is drawn after the end.
            let isOver = state.withLock { state in
                if state.isOver { return true }
                let line = text(state)
                if Console.isErrorTerminal { Console.status(line) } else { Console.message(line) }
                return false
            }
            if !isOver { draw(after: seconds) }
        }
    }

    private func text(_ state: State) -> String {
        let seconds = -began.timeIntervalSinceNow
        let rate = Double(state.done) / seconds
        var speed = String(format: rate < 10 ? "%.1f/s" : "%.0f/s", rate)
        if state.bytes > 0 {
            let pace = Format.bytes(Int(Double(state.bytes) / seconds))
            speed = "\(Format.bytes(state.bytes))  \(pace)/s  " + speed
        }
        guard let total = state.total, total > 0 else {
            return "\(Format.count(state.done, unit))  \(speed)"
        }
        if total == 1, state.expected > 0 { return text(state, seconds) }
        var line = bar(Double(state.done) / Double(total)) + "  \(state.done)/\(total)"
        if state.done > 0 {
            let left = Format.duration(Double(max(0, total - state.done)) / rate)
            line += "  \(speed)  \(left) left"
        }
        return line
    }

    /// For transfers large enough to wait for: the bytes so far, and of all.
    private func text(_ state: State, _ seconds: Double) -> String {
        let pace = Double(state.bytes) / seconds
        var line = bar(Double(state.bytes) / Double(state.expected))
        line += "  \(Format.bytes(state.bytes)) of \(Format.bytes(state.expected))"
        if state.bytes > 0 {
            let left = Format.duration(Double(max(0, state.expected - state.bytes)) / pace)
            line += "  \(Format.bytes(Int(pace)))/s  \(left) left"
        }
        return line
    }

    private func bar(_ share: Double) -> String {
        let share = min(1, share)
        let filled = Int(share * 24)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
        return "[\(bar)] \(Int(share * 100))%"
    }
}

import Foundation
import StillStore
import Synchronization

/// How far a run is: a bar with rate and remaining time on a terminal, a line now and then
/// elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var done = 0
        var total: Int?
        var shown = Date.distantPast
        var began = Date()
        var isShown = false
    }

    private let state = Mutex(State())
    private let isQuiet: Bool

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func total(_ count: Int) { state.withLock { $0.total = count } }

    func step() {
        if isQuiet { return }
        let line = state.withLock { state -> String? in
            state.done += 1
            let pause = Console.isErrorTerminal ? 0.1 : 10
            if state.shown == .distantPast, !Console.isErrorTerminal { state.shown = state.began }
            guard -state.shown.timeIntervalSinceNow >= pause else { return nil }
            state.shown = Date()
            state.isShown = true
            return text(state)
        }
        guard let line else { return }
        if Console.isErrorTerminal { Console.status(line) } else { Console.message(line) }
    }

    /// Clears the bar, so that other text can follow.
    func clear() {
        if state.withLock({ $0.isShown }), Console.isErrorTerminal { Console.status("") }
    }

    private func text(_ state: State) -> String {
        let seconds = -state.began.timeIntervalSinceNow
        let rate = seconds > 0 ? Double(state.done) / seconds : 0
        let speed = String(format: rate < 10 ? "%.1f/s" : "%.0f/s", rate)
        guard let total = state.total, total > 0 else {
            return "\(Format.count(state.done, "file"))  \(speed)"
        }
        let share = min(1, Double(state.done) / Double(total))
        let left = rate > 0 ? Format.duration(Double(max(0, total - state.done)) / rate) : "?"
        let filled = Int(share * 24)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
        return "[\(bar)] \(Int(share * 100))%  \(state.done)/\(total)  \(speed)  \(left) left"
    }
}

import ArgumentParser
import Domain
import StillStoreCore
import Values
import Wire

struct RetainCommand: DomainCommand {
    static let configuration: CommandConfiguration = .example(
        "retain", "Keep house: remove what expired, archive what is old, purge what was deleted.",
        "retain --apply --rule events --age events=14d",
        more: """
            Without --apply it says what would be done. How old things get under each rule is set \
            under "retention" in stillstore.json, and with --age for this once. The work is done \
            in small steps, and can be stopped and begun again. Bytes that nothing needs any more \
            are collected by 'gc'.
            """)

    @Flag(name: .long, help: "Do it.")
    var apply = false

    @Option(name: .long, help: "Only this rule; may be repeated.")
    var rule: [RetentionRule] = []

    @Option(
        name: .long, help: "RULE=AGE: 90m, 12h, 30d, 4w or never; may be repeated.",
        transform: RuleAge.init)
    var age: [RuleAge] = []

    @OptionGroup var domain: DomainOptions

    func run() async throws {
        let library = try apply ? domain.store.open() : domain.store.openToRead()
        defer { library.close() }
        let viewer = try domain.viewer(in: library)
        let interrupt = Interrupt(
            isQuiet: domain.store.quiet, note: "finishing the step in flight")
        var lines: [RetentionJSON] = []
        for rule in rule.isEmpty ? RetentionRule.allCases : rule {
            let age =
                self.age.last { $0.rule == rule }?.age ?? library.configuration.age(of: rule)
            lines.append(
                try apply
                    ? carryOut(rule, age, library, viewer, interrupt.stop)
                    : plan(rule, age, library, viewer))
            if interrupt.stop.isRequested { break }
        }
        domain.store.printRows(lines)
        if interrupt.stop.isRequested { throw Exit.interrupted }
        if !apply, !domain.store.quiet { Console.message("nothing was changed: --apply does it") }
    }

    private func plan(
        _ rule: RetentionRule, _ age: RetentionAge, _ library: Library, _ viewer: Viewer
    ) throws -> RetentionJSON {
        let count = try library.domain.read(as: viewer) { try $0.housekeeping.count(rule, age) }
        return line(rule, age, count, rule.archives ? .wouldArchive : .wouldRemove)
    }

    private func carryOut(
        _ rule: RetentionRule, _ age: RetentionAge, _ library: Library, _ viewer: Viewer,
        _ stop: StopSignal
    ) throws -> RetentionJSON {
        var count = 0
        while !stop.isRequested {
            let some = try library.domain.change(as: viewer) {
                try $0.housekeeping.apply(rule, age)
            }
            if some == 0 { break }
            count += some
        }
        return line(rule, age, count, rule.archives ? .archived : .removed)
    }

    private func line(
        _ rule: RetentionRule, _ age: RetentionAge, _ count: Int, _ event: EventName
    ) -> RetentionJSON {
        let isOn = age.milliseconds != nil
        return RetentionJSON(
            event: isOn ? event : .unchanged, rule: rule.rawValue, age: isOn ? age.text : nil,
            count: count)
    }
}

extension RetentionRule: ExpressibleByArgument {}

/// `RULE=AGE`, as typed.
struct RuleAge: Sendable {
    let rule: RetentionRule
    let age: RetentionAge

    init(_ argument: String) throws {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let rule = RetentionRule(rawValue: parts[0]),
            let age = RetentionAge(parts[1])
        else { throw ValidationError("It is not RULE=AGE, such as events=30d.") }
        (self.rule, self.age) = (rule, age)
    }
}

import ArgumentParser
import Domain

// The closed sets of words, as options take, complete and name them.
extension User.Role: ExpressibleByArgument {}
extension AccessToken.Kind: ExpressibleByArgument {}
extension AccessToken.Scope: ExpressibleByArgument {}
extension Workflow: ExpressibleByArgument {}
extension SessionStatus: ExpressibleByArgument {}
extension Brief.Category: ExpressibleByArgument {}
extension Job.Status: ExpressibleByArgument {}
extension RunPlace: ExpressibleByArgument {}
extension Outcome: ExpressibleByArgument {}
extension TaskType.Charging: ExpressibleByArgument {}
extension TaskType.Billing: ExpressibleByArgument {}
extension Generation.Kind: ExpressibleByArgument {}
extension Generation.Review: ExpressibleByArgument {}
extension Cost.Category: ExpressibleByArgument {}
extension LedgerRow.Kind: ExpressibleByArgument {}
extension SharedLink.Target: ExpressibleByArgument {}
extension BucketRule.Access: ExpressibleByArgument {}
extension Settings.Mode: ExpressibleByArgument {}

/// A flag with both of its values, for what is changed only when one of them is given.
enum Given: String, ExpressibleByArgument, CaseIterable {
    case yes, no

    var isYes: Bool { self == .yes }
}

extension Given? {
    func replace(_ value: inout Bool) {
        if let self { value = self.isYes }
    }
}

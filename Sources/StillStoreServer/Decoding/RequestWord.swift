import Domain

/// A closed set of words that a request may use.
protocol RequestWord: Decodable, CaseIterable, RawRepresentable where RawValue == String {}

extension RequestWord {
    static var words: [String] { allCases.map(\.rawValue) }
    static func word(_ text: String) -> Self? { Self(rawValue: text) }
    static var first: Self { allCases[allCases.startIndex] }
}

extension User.Role: RequestWord {}
extension AccessToken.Kind: RequestWord {}
extension AccessToken.Scope: RequestWord {}
extension Workflow: RequestWord {}
extension SessionStatus: RequestWord {}
extension Brief.Category: RequestWord {}
extension Job.Status: RequestWord {}
extension RunPlace: RequestWord {}
extension Outcome: RequestWord {}
extension TaskType.Charging: RequestWord {}
extension TaskType.Billing: RequestWord {}
extension Generation.Kind: RequestWord {}
extension Generation.Review: RequestWord {}
extension Cost.Category: RequestWord {}
extension LedgerRow.Kind: RequestWord {}
extension SharedLink.Target: RequestWord {}
extension BucketRule.Access: RequestWord {}
extension Settings.Mode: RequestWord {}
extension SearchOrder: RequestWord {}

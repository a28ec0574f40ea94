/// Who writes to a file of the journal, and to the staging area of the same name. The name tells.
package enum JournalOwner: Sendable {
    /// A run, which has a row of that id.
    case run
    /// One upload of an earlier version. Its area was removed before it was reported.
    case upload
    /// One write session after another, each of which appends to the same file.
    case session

    package init(of name: String) {
        self = name.hasPrefix("put-") ? .upload : name.hasPrefix("uploads-") ? .session : .run
    }

    /// - Parameter number: counted from 1.
    package static func sessionName(_ number: Int) -> String { "uploads-\(number)" }
}

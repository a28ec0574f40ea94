package import Catalog
package import ContentStore
import Values

extension Library {
    /// One transaction that changes what the tree shows. When `body` has said what changes, its
    /// facts are made durable, then its links are changed, then it is committed. A process that
    /// comes after a death in between finds in the facts which links to set right.
    ///
    /// Where the tree refuses a link only then, the facts are taken back and `body` is asked again;
    /// it hears of the refusal from `LinkChanges.show`.
    /// - Parameter staging: the area of the program whose journal this is.
    package func record<Value>(
        _ staging: StagingArea, _ journal: Journal, _ durability: Durability = .full,
        _ body: (CatalogWriter, inout JournalFacts, inout LinkChanges) throws -> Value
    ) throws -> Value {
        var refused: [BucketPath: StoreError] = [:]
        while true {
            do {
                return try catalog.write(durability) { writer in
                    var facts = try JournalFacts(of: writer)
                    var links = LinkChanges(staging, refused: refused)
                    let value = try body(writer, &facts, &links)
                    try facts.addEvents(self, writer)
                    try writer.write(facts, to: journal)
                    try links.make()
                    return value
                }
            } catch let refusal as LinksRefused {
                try TruncateUncommittedFacts(library: self).truncateUncommitted(staging.name)
                refused.merge(refusal.errors) { $1 }
            }
        }
    }
}

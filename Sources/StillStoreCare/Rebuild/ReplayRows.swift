import Catalog
import Domain
import StillStoreCore

extension RebuildCatalog {
    /// Makes the rows of the domain from their facts.
    func replayRows() throws {
        try catalog.write { writer in
            let replay = ReplayFacts(on: writer.connection)
            try writer.eachScratchRow { row in
                guard let fact = RowFact(line: row.line) else { return }
                try replay.apply(CollectionOfOne(fact))
            }
        }
    }
}

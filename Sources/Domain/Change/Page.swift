/// Which part of a list.
package struct PageRequest: Sendable {
    package enum Position: Sendable {
        case start
        /// Behind the page that gave this cursor.
        case after(String)
        /// From 1. The answer has the total.
        case number(Int)
    }

    package static let limits = 1...500

    package var position: Position
    package var limit: Int

    package init(_ position: Position = .start, limit: Int = 50) {
        (self.position, self.limit) = (position, limit)
    }
}

package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    /// The cursor of the next page; nil on the last one.
    package let next: String?
    /// How many there are in all, exactly; only of pages that were asked for by number.
    package let total: Int?

    package init(items: [Item], next: String?, total: Int?) {
        (self.items, self.next, self.total) = (items, next, total)
    }

    package func map<Other: Sendable>(_ transform: (Item) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(items: try items.map(transform), next: next, total: total)
    }
}

extension Page: Equatable where Item: Equatable {}

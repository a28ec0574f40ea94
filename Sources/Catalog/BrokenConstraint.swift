/// A constraint of the schema that a change would violate.
package struct BrokenConstraint: Sendable, Equatable {
    package enum Kind: Sendable {
        case unique, check, notNull, foreignKey
        /// The column holds values of another type.
        case type
    }

    package let kind: Kind
    /// The columns (`table.column, …`) of a unique key; the column that must not be null or has
    /// another type; the name of a check, or its expression if it has no name. SQLite does not say
    /// which foreign key it was: then it is empty.
    package let name: String
    /// In the database's words.
    package let words: String

    package init(_ kind: Kind, _ name: String, words: String) {
        self.kind = kind
        self.name = name
        self.words = words
    }
}

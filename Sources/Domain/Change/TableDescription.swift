package import Catalog

/// What is special about a column.
package struct ColumnTraits: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Not even its owner sees it: hashes, secrets.
    package static let hidden = ColumnTraits(rawValue: 1)
    /// A change of it makes neither event nor fact: heartbeats, last-used times.
    package static let volatile = ColumnTraits(rawValue: 2)
    /// Its owner may give it any value of its kind.
    package static let editable = ColumnTraits(rawValue: 4)
}

package struct ColumnDescription: Sendable {
    package let name: String
    package let kind: ColumnKind
    package let traits: ColumnTraits
    /// The value of a row that was written before there was this column.
    package let initial: SQLValue
}

/// Who may read a row, and who is told of its changes.
package enum Audience: Sendable {
    /// The row's owner.
    case owner
    /// Its owner; everybody where this column is true.
    case ownerOrPublic(column: Int)
    /// Everybody; only admins change it.
    case everyone
    /// Admins.
    case admins
}

/// One table, as changes, rebuilds, visibility and deletion need to know it.
///
/// Owner, project and session of a row are its own columns; where it has none or they are null,
/// those of its parent.
package struct TableDescription: Sendable {
    struct Parent: Sendable {
        let column: Int
        let entity: Entity
    }

    package let entity: Entity
    package let columns: [ColumnDescription]
    /// Places of the columns that name a row.
    package let key: [Int]
    let owner: Int?
    let project: Int?
    let session: Int?
    let parent: Parent?
    let audience: Audience
    /// Whether changes are events.
    let isInFeed: Bool
    /// Whether changes are facts: not those of rows that mean nothing once their program has gone.
    package let isInJournal: Bool
    let deletedAt: Int?
    let updatedAt: Int?

    let selection: String
    let insertion: String
    let condition: String
    let selectByKey: String
    let deletion: String

    package var name: String { entity.rawValue }

    init(
        _ entity: Entity, _ columns: [ColumnDescription], key: [String], owner: String?,
        project: String?, session: String?, parent: (column: String, entity: Entity)?,
        audience: (Column) -> Audience, isInFeed: Bool, isInJournal: Bool
    ) {
        let place = Column(entity: entity, columns: columns)
        self.entity = entity
        self.columns = columns
        self.key = key.map(place.of)
        self.owner = owner.map(place.of)
        self.project = project.map(place.of)
        self.session = session.map(place.of)
        self.parent = parent.map { Parent(column: place.of($0.column), entity: $0.entity) }
        self.audience = audience(place)
        self.isInFeed = isInFeed
        self.isInJournal = isInJournal
        deletedAt = columns.firstIndex { $0.name == "deleted_at" }
        updatedAt = columns.firstIndex { $0.name == "updated_at" }
        let names = columns.map(\.name).joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        selection = columns.map { "\(entity.rawValue).\($0.name)" }.joined(separator: ", ")
        insertion = "INSERT INTO \(entity.rawValue) (\(names)) VALUES (\(marks))"
        condition = key.map { "\($0) = ?" }.joined(separator: " AND ")
        selectByKey = "SELECT \(names) FROM \(entity.rawValue) WHERE \(condition)"
        deletion = "DELETE FROM \(entity.rawValue) WHERE \(condition)"
    }

    /// Finds columns by their names.
    struct Column {
        let entity: Entity
        let columns: [ColumnDescription]

        func of(_ name: String) -> Int {
            guard let place = columns.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("\(entity.rawValue) has no column \(name)")
            }
            return place
        }
    }

    func place(of name: String) -> Int { Column(entity: entity, columns: columns).of(name) }

    /// Names of changed columns that its owner is told of.
    func namesInFeed(_ places: [Int]) -> [String] {
        places.sorted().map { columns[$0] }
            .filter { $0.traits.isDisjoint(with: [.hidden, .volatile]) }.map(\.name)
    }

    /// The values that name a row.
    func keyValues(of row: [SQLValue]) -> [SQLValue] { key.map { row[$0] } }

    /// The name of a row: the values of its key, with `/` between.
    func name(of row: [SQLValue]) -> String {
        keyValues(of: row).map {
            switch $0 {
            case .text(let text): text
            case .integer(let number): String(number)
            default: ""
            }
        }.joined(separator: "/")
    }
}

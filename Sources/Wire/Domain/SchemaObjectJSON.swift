package import Catalog

/// A part of the catalogue's schema.
package struct SchemaObjectJSON: WireJSON {
    package let type, name, table: String
    package let comment: String?
    package let sql: String

    package init(_ object: SchemaObject) {
        type = object.type
        name = object.name
        table = object.table
        comment = object.comment
        sql = object.sql
    }
}

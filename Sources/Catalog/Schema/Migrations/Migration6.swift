/// Says whose catalogue it is. The row comes when the catalogue has been held against the journal of its
/// store: in a new one at once, in one of an earlier schema when it is first opened. Frozen.
enum Migration6 {
    static let sql = """
        CREATE TABLE store (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            store_id TEXT NOT NULL
        ) STRICT;
        """
}

import GRDB

extension Catalog {
    /// The name by which SQLite can open the file at a path; nil if it can open only UTF-8 paths.
    ///
    /// GRDB takes text only. A path that is not UTF-8 becomes a `file:` address, whose escapes
    /// SQLite turns into bytes again ("URI Filenames In SQLite"), if it was built to read them.
    package static func databaseName(_ path: [UInt8]) -> String? {
        if let text = String(validating: path, as: UTF8.self) { return text }
        return readsAddresses ? "file:" + path.map(escaped).joined() : nil
    }
}

func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."):
        String(UnicodeScalar(byte))
    default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

private let readsAddresses: Bool = {
    guard let memory = try? DatabaseQueue() else { return false }
    let answer = try? memory.read { db in
        try Bool.fetchOne(db, sql: "SELECT sqlite_compileoption_used('USE_URI')") ?? false
    }
    return answer ?? false
}()

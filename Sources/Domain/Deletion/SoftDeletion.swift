import Catalog

/// Deletes rows so that they can be restored until they are purged, with what goes along.
struct SoftDeletion {
    let access: DomainTransaction

    private var changes: ChangeRecorder { access.changes }

    /// A row that goes along, by its key: it may be gone by the time it is its turn.
    private struct Along {
        let table: TableDescription
        let key: [SQLValue]
    }

    /// Chains of parts may be long: what goes along waits in a list, not on the stack.
    /// - Precondition: the row is not deleted.
    func delete(_ table: TableDescription, _ row: [SQLValue]) throws {
        let root = table.name(of: row)
        var waiting = [Along(table: table, key: table.keyValues(of: row))]
        while let next = waiting.popLast() {
            let row = try changes.connection.row(next.table.selectByKey, .positional(next.key))
            guard let row = row?.values, !next.table.isDeleted(row) else { continue }
            waiting += try delete(next.table, row, with: root)
        }
    }

    /// - Returns: what goes along.
    private func delete(
        _ table: TableDescription, _ row: [SQLValue], with root: String
    ) throws -> [Along] {
        var deleted = row
        deleted[table.place(of: "deleted_at")] = .integer(access.now)
        deleted[table.place(of: "deleted_with")] = .text(root)
        try changes.update(table, from: row, to: deleted)
        var along: [Along] = []
        for reference in References.to(table.entity) {
            switch consequence(reference, table, row) {
            case .stays, .followsWorkflow: break
            case .goesAlong: along += try living(reference, table.name(of: row))
            case .detaches: try detach(reference, table.name(of: row), root)
            }
        }
        return along
    }

    private func consequence(
        _ reference: Reference, _ table: TableDescription, _ row: [SQLValue]
    ) -> Reference.OnDelete {
        guard reference.onDelete == .followsWorkflow else { return reference.onDelete }
        let workflow = String(row[table.place(of: "workflow")]) ?? ""
        return workflow == "images" ? .detaches : .goesAlong
    }

    private func living(_ reference: Reference, _ id: String) throws -> [Along] {
        let table = DomainTables.of(reference.from)
        let key = table.key.map { table.columns[$0].name }.joined(separator: ", ")
        return try changes.connection.rows(
            """
            SELECT \(key) FROM \(table.name)
            WHERE \(reference.column) = ? AND deleted_at IS NULL
            """, [id]
        ).map { Along(table: table, key: $0.values) }
    }

    private func detach(_ reference: Reference, _ id: String, _ root: String) throws {
        let table = DomainTables.of(reference.from)
        let place = table.place(of: reference.column)
        let rows = try changes.connection.rows(
            "SELECT \(table.selection) FROM \(table.name) WHERE \(reference.column) = ?", [id])
        for row in rows {
            var detached = row.values
            detached[place] = .null
            try changes.update(table, from: row.values, to: detached)
            var detachment = Detachment()
            detachment.entity = table.name
            detachment.rowID = table.name(of: row.values)
            detachment.column = reference.column
            detachment.was = id
            detachment.deletedWith = root
            try access.insert(detachment)
        }
    }

    /// Brings a row back, and all that went along with it.
    /// - Throws: `DomainError.wrongState` for one that went along with another.
    func restore(_ table: TableDescription, _ row: [SQLValue]) throws {
        let id = table.name(of: row)
        let root = String(row[table.place(of: "deleted_with")]) ?? id
        guard root == id else {
            throw DomainError.wrongState(
                table.entity, id, state: "deleted with \(root)", allowed: ["restored with \(root)"])
        }
        for table in DomainTables.all where table.deletedAt != nil {
            let rows = try changes.connection.rows(
                "SELECT \(table.selection) FROM \(table.name) WHERE deleted_with = ?", [root])
            for row in rows { try revive(table, row.values) }
        }
        try reattach(root)
    }

    private func revive(_ table: TableDescription, _ row: [SQLValue]) throws {
        var living = row
        living[table.place(of: "deleted_at")] = .null
        living[table.place(of: "deleted_with")] = .null
        try changes.update(table, from: row, to: living)
    }

    private func reattach(_ root: String) throws {
        let detachments = try access.records(
            Detachment.self, "WHERE deleted_with = ? ORDER BY entity, row_id, column_name",
            [root])
        for detachment in detachments {
            try access.delete(detachment)
            guard let table = DomainTables.named(detachment.entity),
                let row = try changes.connection.row(table.selectByKey, [detachment.rowID])
            else { continue }
            let place = table.place(of: detachment.column)
            guard row.values[place] == .null else { continue }
            var attached = row.values
            attached[place] = .text(detachment.was)
            try changes.update(table, from: row.values, to: attached)
        }
    }
}

extension DomainTransaction {
    /// Deletes a living row of the viewer's.
    func softDelete<Record: DomainRecord>(_ type: Record.Type, _ id: String) throws {
        let record = try own(type, id)
        try SoftDeletion(access: self)
            .delete(Record.table.description, Record.table.values(of: record))
    }

    /// - Returns: the restored record.
    func restore<Record: DomainRecord>(_ type: Record.Type, _ id: String) throws -> Record {
        let record = try own(type, id, presence: .deleted)
        try SoftDeletion(access: self)
            .restore(Record.table.description, Record.table.values(of: record))
        return try own(type, id, presence: .any)
    }
}

import Catalog

/// Deletes rows so that they can be restored until they are purged, with what goes along.
struct SoftDeletion {
    let access: DomainTransaction

    private var changes: ChangeRecorder { access.changes }

    /// - Precondition: the row is not deleted.
    func delete(_ table: TableDescription, _ row: [SQLValue]) throws {
        try delete(table, row, with: table.name(of: row))
    }

    private func delete(_ table: TableDescription, _ row: [SQLValue], with root: String) throws {
        var deleted = row
        deleted[table.place(of: "deleted_at")] = .integer(access.now)
        deleted[table.place(of: "deleted_with")] = .text(root)
        try changes.update(table, from: row, to: deleted)
        for reference in References.to(table.entity) {
            switch consequence(reference, table, row) {
            case .stays, .followsWorkflow: break
            case .goesAlong: try takeAlong(reference, table.name(of: row), root)
            case .detaches: try detach(reference, table.name(of: row), root)
            }
        }
    }

    private func consequence(
        _ reference: Reference, _ table: TableDescription, _ row: [SQLValue]
    ) -> Reference.OnDelete {
        guard reference.onDelete == .followsWorkflow else { return reference.onDelete }
        let workflow = String(row[table.place(of: "workflow")]) ?? ""
        return workflow == "images" ? .detaches : .goesAlong
    }

    private func takeAlong(_ reference: Reference, _ id: String, _ root: String) throws {
        let table = DomainTables.of(reference.from)
        let rows = try changes.connection.rows(
            """
            SELECT \(table.selection) FROM \(table.name)
            WHERE \(reference.column) = ? AND deleted_at IS NULL
            """, [id])
        for row in rows {
            // One before it may have taken it along already.
            let key = table.keyValues(of: row.values)
            guard
                let row = try changes.connection.row(table.selectByKey, .positional(key))?.values,
                !table.isDeleted(row)
            else { continue }
            try delete(table, row, with: root)
        }
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

/// Defaults of the store, whose owner is the empty text, or of a user.
package struct Settings: DomainRecord {
    package enum Mode: String, ClosedSet { case local, remote }

    package var ownerID = ""
    package var steps = 30
    package var guidance = 7.5
    package var scheduler = "euler"
    package var batchSize = 4
    package var aspectRatios = JSONText([
        ["name": "Square (1:1)", "width": 1024, "height": 1024],
        ["name": "Portrait (2:3)", "width": 832, "height": 1216],
        ["name": "Landscape (3:2)", "width": 1216, "height": 832],
    ])
    package var backendMode = Mode.local
    package var localURL = "http://localhost:9090"
    package var remoteURL: String?
    package var podType: String? = "NVIDIA A5000"
    package var idleMinutes: Int? = 30
    package var rentedSince: Int64?
    var rentedNow: Int64 = 0
    var rentedTotal: Int64 = 0
    package var other = JSONText.emptyObject
    package var updatedAt: Int64 = 0

    package init() {}

    /// What the current stretch of rented time cost, in 1/1,000,000, rounded half up.
    package var rentedCostNow: Int64 { Settings.amount(rentedNow) }
    package var rentedCostTotal: Int64 { Settings.amount(rentedTotal) }

    private static func amount(_ product: Int64) -> Int64 {
        (product + 1_800_000) / 3_600_000
    }

    package static let table = Table<Settings>(.settings, key: ["owner_id"], owner: "owner_id") {
        $0.column("owner_id", \.ownerID)
        $0.column("steps", \.steps, .editable)
        $0.column("guidance", \.guidance, .editable)
        $0.column("scheduler", \.scheduler, .editable)
        $0.column("batch_size", \.batchSize, .editable)
        $0.column("aspect_ratios", \.aspectRatios, .editable)
        $0.column("backend_mode", \.backendMode, .editable)
        $0.column("local_url", \.localURL, .editable)
        $0.column("remote_url", \.remoteURL, .editable)
        $0.column("pod_type", \.podType, .editable)
        $0.column("idle_minutes", \.idleMinutes, .editable)
        $0.column("rented_since", \.rentedSince)
        $0.column("rented_now", \.rentedNow)
        $0.column("rented_total", \.rentedTotal)
        $0.column("other", \.other, .editable)
        $0.column("updated_at", \.updatedAt)
    }

    func check() throws(DomainError) {
        if !(1...10_000).contains(steps) { throw .invalid(.count, .outside(1, 10_000)) }
        if !(1...1000).contains(batchSize) { throw .invalid(.count, .outside(1, 1000)) }
        if let idleMinutes, idleMinutes < 1 { throw .invalid(.age, .outside(1, .max)) }
        if other.object == nil { throw .invalid(.json, .malformed) }
    }
}

package struct SettingsRows<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var settings: SettingsRows<Self> { SettingsRows(access: self) }
}

extension SettingsRows {
    /// The viewer's own, or else the store's, or else those that every store begins with.
    package func get() throws -> Settings {
        try own(access.viewer.userID) ?? ofStore()
    }

    package func ofStore() throws -> Settings { try own("") ?? Settings() }

    func own(_ owner: String) throws -> Settings? {
        try access.record(Settings.self, "WHERE owner_id = ?", [owner])
    }
}

extension SettingsRows where Access == DomainTransaction {
    @discardableResult
    package func edit(_ change: (inout Settings) throws -> Void) throws -> Settings {
        try edit(access.own(User.self, access.viewer.userID).id, change)
    }

    /// For admins.
    @discardableResult
    package func editStore(_ change: (inout Settings) throws -> Void) throws -> Settings {
        try access.requireAdmin()
        return try edit("", change)
    }

    private func edit(_ owner: String, _ change: (inout Settings) throws -> Void) throws -> Settings
    {
        let known = try own(owner)
        var blank = try ofStore()
        (blank.ownerID, blank.updatedAt) = (owner, access.now)
        (blank.rentedSince, blank.rentedNow, blank.rentedTotal) = (nil, 0, 0)
        let wanted = try access.edited(known ?? blank, change)
        try wanted.check()
        if let known { return try access.update(known) { $0 = wanted } }
        try access.insert(wanted)
        return wanted
    }

    /// Adds rented time to what it cost, exactly, however small the pieces are.
    /// - Parameter rate: of an hour, in 1/1,000,000.
    @discardableResult
    package func addRentedTime(milliseconds: Int64, rate: Int64) throws -> Settings {
        guard (0...(366 * 86_400_000)).contains(milliseconds) else {
            throw DomainError.invalid(.length, .outside(0, 366 * 86_400_000))
        }
        guard (0...1_000_000_000).contains(rate) else {
            throw DomainError.invalid(.rate, .outside(0, 1_000_000_000))
        }
        let settings = try edit { _ in }
        let (product, overflows) = settings.rentedTotal.addingReportingOverflow(milliseconds * rate)
        guard !overflows else { throw DomainError.invalid(.amount, .outside(0, .max)) }
        return try access.update(settings) {
            $0.rentedNow += milliseconds * rate
            $0.rentedTotal = product
            $0.rentedSince = $0.rentedSince ?? access.now
        }
    }

    /// The machine was given back: the next stretch begins at nothing.
    @discardableResult
    package func endRentedTime() throws -> Settings {
        let settings = try edit { _ in }
        return try access.update(settings) { ($0.rentedNow, $0.rentedSince) = (0, nil) }
    }
}

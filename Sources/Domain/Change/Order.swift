/// A list that somebody put in an order.
enum Order {
    /// The place of each id, from 0.
    /// - Throws: `DomainError` unless `ids` names each of `all` once: `notFound` for one that is not
    ///   among them.
    static func places(
        of ids: [String], among all: [String], _ entity: Entity
    ) throws(DomainError) -> [String: Int] {
        let places = try distinct(ids)
        let known = Set(all)
        for id in ids where !known.contains(id) { throw .notFound(entity, id) }
        if let left = all.first(where: { places[$0] == nil }) {
            throw .invalid(.order, .elsewhere(left))
        }
        return places
    }

    /// - Throws: `DomainError.invalid` for an id that is named twice.
    static func distinct(_ ids: [String]) throws(DomainError) -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, id) in ids.enumerated() where places.updateValue(place, forKey: id) != nil {
            throw .invalid(.ids, .repeated(id))
        }
        return places
    }
}

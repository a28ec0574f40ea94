/// The fields of requests that can be wrong.
package enum Field: String, Sendable, CaseIterable {
    case id, key, email, name, password, scopes, expiry, secret, json, text, tool
    case spacing, length, frame, position, entries, ids, order, limit
    case workflow, status, stage, progress, category, color, prompt, clipLength = "clip_length"
    case type, parent, count, priority, outcome, seed, aspectRatio = "aspect_ratio"
    case references, dependencies, outputs, lease, started, place
    case kind, review, generation, variant, slot, imageType = "image_type"
    case amount, currency, payment, price, factors, digits
    case target, maximum, rating, asset, version, start, end, segment, bucket, access, rate
    case cursor, page, age, distance, externalID = "external_id"
}

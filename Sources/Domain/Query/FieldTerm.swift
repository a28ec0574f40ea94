import Values

/// One filter as typed → what it asks for.
struct FieldTerm {
    let name: String
    let comparison: SearchToken.Comparison
    let value: String
    let isQuoted: Bool
    let now: Int64

    /// Other spellings of filters.
    private static let aliases = [
        "text": "prompt", "before": "until", "after": "since", "type": "format", "star": "starred",
        "duplicate": "dup", "similar": "like", "steps": "steps", "w": "width", "h": "height",
    ]

    func query() throws(SearchError) -> SearchQuery {
        let name = Self.aliases[name] ?? name
        if let part = SearchText.Part(rawValue: name) {
            try requireEqual()
            if isQuoted { return .text(try SearchParser.text(phrase: value, in: part)) }
            return .text(try SearchParser.text(value, in: part))
        }
        guard let field = SearchFilter.Field(rawValue: name) else { throw .unknownFilter(name) }
        return .filter(SearchFilter(field: field, value: try value(of: field)))
    }

    private func value(
        of field: SearchFilter.Field
    ) throws(SearchError) -> SearchFilter.Value {
        switch field {
        case .steps, .cfg, .width, .height, .rating:
            return .range(try range(SearchValue.number, .number))
        case .ratio: return .range(try range(SearchValue.ratio, .ratio, step: 0.01))
        case .size: return try size()
        case .since, .until:
            try requireEqual()
            return .moment(try moment(isEnd: field == .until))
        case .starred:
            try requireEqual()
            guard let flag = SearchValue.flag(value) else { throw bad(.flag) }
            return .flag(flag)
        case .like, .dup:
            try requireEqual()
            return try likeness(field)
        default:
            try requireEqual()
            return .text(try word(of: field), isPrefix: isPrefix(field))
        }
    }

    private func isPrefix(_ field: SearchFilter.Field) -> Bool {
        !isQuoted && value.hasSuffix("*") && value.count > 1
            && [.tag, .sampler, .generator, .bucket].contains(field)
    }

    /// The text of a filter, checked against the words that it may have.
    private func word(of field: SearchFilter.Field) throws(SearchError) -> String {
        let lower = value.lowercased()
        switch field {
        case .seed:
            guard UInt64(value) != nil else { throw bad(.number) }
            return value
        case .format:
            let format = lower == "jpg" ? "jpeg" : lower
            return try one(of: ["jpeg", "png", "webp", "gif"], format)
        case .kind:
            return try one(of: ["image", "video_clip", "final_video", "audio", "file"], lower)
        case .status: return try one(of: ["pending", "retrieving", "completed", "failed"], lower)
        case .ai:
            if let flag = SearchValue.flag(lower) { return flag ? "yes" : "none" }
            return try one(of: ["claimed", "composite", "none"], lower)
        case .sampler, .generator, .tag, .bucket:
            if value.isEmpty { throw bad(.text) }
            return isPrefix(field) ? String(value.dropLast()) : value
        default:
            if value.isEmpty { throw bad(.text) }
            return value
        }
    }

    private func one(of words: [String], _ word: String) throws(SearchError) -> String {
        guard words.contains(word) else { throw bad(.oneOf(words)) }
        return word
    }

    private func range(
        _ number: (Substring) -> Double?, _ expected: SearchError.Expected, step: Double = 0
    ) throws(SearchError) -> SearchRange {
        if comparison == .equal, let dots = SearchValue.ends(of: value) {
            let ends = (number(dots.from), number(dots.to))
            guard ends.0 != nil || dots.from.isEmpty, ends.1 != nil || dots.to.isEmpty,
                ends.0 != nil || ends.1 != nil
            else { throw bad(expected) }
            return SearchRange(from: ends.0, to: ends.1)
        }
        if expected == .ratio, comparison == .equal, let named = SearchValue.shape(value) {
            return named
        }
        guard let found = number(value[...]) else { throw bad(expected) }
        return SearchRange(comparison, found, step: found * step)
    }

    private func size() throws(SearchError) -> SearchFilter.Value {
        guard let (width, height) = SearchValue.size(value) else { throw bad(.size) }
        return .size(SearchRange(comparison, width), SearchRange(comparison, height))
    }

    private func moment(isEnd: Bool) throws(SearchError) -> Int64 {
        guard let moment = SearchMoment.milliseconds(of: value, isEnd: isEnd, now: now) else {
            throw bad(.moment)
        }
        return moment
    }

    /// `ID` or `ID~DISTANCE`.
    private func likeness(_ field: SearchFilter.Field) throws(SearchError) -> SearchFilter.Value {
        let parts = value.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        guard let id = parts.first, !id.isEmpty else { throw bad(.text) }
        guard parts.count == 2 else {
            return .likeness(String(id), distance: field == .dup ? 0 : Likeness.usualDistance)
        }
        guard let distance = Int(parts[1]), Likeness.distances.contains(distance) else {
            throw bad(.distance)
        }
        return .likeness(String(id), distance: distance)
    }

    private func requireEqual() throws(SearchError) {
        if comparison != .equal { throw .notComparable(name, comparison.rawValue) }
    }

    private func bad(_ expected: SearchError.Expected) -> SearchError {
        .badValue(filter: name, value: value, expected: expected)
    }
}

/// A search as it was typed, parsed: what `search`, lists and pages take.
///
/// `castle "red roof" -people model:painter steps:20..30 (lora:mist or lora:fog)`
package indirect enum SearchQuery: Sendable, Equatable {
    /// Everything matches: an empty query.
    case all
    case text(SearchText)
    case filter(SearchFilter)
    case not(SearchQuery)
    /// Two or more.
    case and([SearchQuery])
    case or([SearchQuery])
}

/// Words one behind another.
package struct SearchText: Sendable, Equatable {
    /// What words belong to. Bare words are looked for in all parts but the negative prompt: what a
    /// picture was to be without is not in it.
    package enum Part: String, Sendable, CaseIterable {
        case prompt, negative, model, lora, name, path, caption
    }

    package var text: String
    /// Nil for all but the negative prompt.
    package var part: Part?
    /// Whether the last word is a beginning.
    package var isPrefix = false

    package init(_ text: String, in part: Part? = nil, isPrefix: Bool = false) {
        (self.text, self.part, self.isPrefix) = (text, part, isPrefix)
    }
}

/// What is known of a picture, compared with a value.
package struct SearchFilter: Sendable, Equatable {
    package enum Field: String, Sendable, CaseIterable {
        case seed, sampler, generator, tag, bucket, format, kind, status, ai
        case album, session, job, starred
        case steps, cfg, width, height, rating, size, ratio
        case since, until
        case like, dup
    }

    package enum Value: Sendable, Equatable {
        case text(String, isPrefix: Bool)
        case flag(Bool)
        case range(SearchRange)
        /// Width and height.
        case size(SearchRange, SearchRange)
        /// UTC milliseconds.
        case moment(Int64)
        /// An asset, and how many bits of its perceptual hash may differ.
        case likeness(String, distance: Int)
    }

    package let field: Field
    package let value: Value
}

/// Numbers between two ends, each of which may be open.
package struct SearchRange: Sendable, Equatable {
    package var from, to: Double?
    /// Whether an end itself is outside.
    package var isAbove = false
    package var isBelow = false

    package init(from: Double?, to: Double?) { (self.from, self.to) = (from, to) }

    /// - Parameter step: how far apart the numbers of a field may be and still be equal.
    init(_ comparison: SearchToken.Comparison, _ number: Double, step: Double = 0) {
        switch comparison {
        case .equal: self.init(from: number - step, to: number + step)
        case .atLeast: self.init(from: number, to: nil)
        case .atMost: self.init(from: nil, to: number)
        case .above:
            self.init(from: number, to: nil)
            isAbove = true
        case .below:
            self.init(from: nil, to: number)
            isBelow = true
        }
    }
}

/// What an ad is to be like.
package struct Brief: DomainRecord {
    package enum Category: String, ClosedSet {
        case footwear, accessories, electronics, beauty, apparel, home, other
    }

    package var sessionID = ""
    package var category: Category?
    package var productPrompt: String?
    package var videoPrompt: String?
    /// 64 bits without a sign.
    package var seed: String?
    var styleKeywordsText = JSONText.emptyArray
    package var productName: String?
    package var callToAction: String?
    package var textColor: String?
    package var textFont: String?
    package var hasMusic = false
    package var musicGenre: String?
    package var musicURL: String?
    package var imagesRequested = 6
    package var clipLengthMilliseconds = 3000
    /// In 1/1,000,000.
    package var estimatedCost: Int64?
    package var alertCost: Int64?
    package var updatedAt: Int64 = 0

    package init() {}

    package var styleKeywords: [String] {
        get { styleKeywordsText.strings ?? [] }
        set { styleKeywordsText = JSONText(newValue) }
    }

    package static let table = Table<Brief>(
        .briefs, key: ["session_id"], session: "session_id", parent: ("session_id", .sessions)
    ) {
        $0.column("session_id", \.sessionID)
        $0.column("category", \.category, .editable)
        $0.column("product_prompt", \.productPrompt, .editable)
        $0.column("video_prompt", \.videoPrompt, .editable)
        $0.column("seed", \.seed, .editable)
        $0.column("style_keywords", \.styleKeywordsText, .editable)
        $0.column("product_name", \.productName, .editable)
        $0.column("call_to_action", \.callToAction, .editable)
        $0.column("text_color", \.textColor, .editable)
        $0.column("text_font", \.textFont, .editable)
        $0.column("has_music", \.hasMusic, .editable)
        $0.column("music_genre", \.musicGenre, .editable)
        $0.column("music_url", \.musicURL, .editable)
        $0.column("images_requested", \.imagesRequested, .editable)
        $0.column("clip_length_ms", \.clipLengthMilliseconds, .editable)
        $0.column("estimated_cost", \.estimatedCost, .editable)
        $0.column("alert_cost", \.alertCost, .editable)
        $0.column("updated_at", \.updatedAt)
    }

    func check() throws(DomainError) {
        if let textColor, textColor.wholeMatch(of: /#[0-9A-Fa-f]{6}/) == nil {
            throw .invalid(.color, .malformed)
        }
        if !(1...100).contains(imagesRequested) { throw .invalid(.count, .outside(1, 100)) }
        if !(100...600_000).contains(clipLengthMilliseconds) {
            throw .invalid(.clipLength, .outside(100, 600_000))
        }
        try Seed.check(seed)
    }
}

/// Seeds are 64 bits without a sign, as decimal text.
enum Seed {
    static func check(_ seed: String?) throws(DomainError) {
        guard let seed else { return }
        guard let number = UInt64(seed), String(number) == seed else {
            throw .invalid(.seed, .malformed)
        }
    }
}

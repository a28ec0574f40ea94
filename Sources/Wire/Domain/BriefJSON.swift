package import Domain

/// What an ad is to be like.
package struct BriefJSON: WireJSON {
    package let session_id: String
    package let category, product_prompt, video_prompt, seed: String?
    package let style_keywords: [String]
    package let product_name, call_to_action, text_color, text_font: String?
    package let has_music: Bool
    package let music_genre, music_url: String?
    package let images_requested, clip_length_ms: Int
    package let estimated_cost, alert_cost: Int64?
    package let updated_at: Timestamp

    package init(_ brief: Brief) {
        session_id = brief.sessionID
        category = brief.category?.rawValue
        product_prompt = brief.productPrompt
        video_prompt = brief.videoPrompt
        seed = brief.seed
        style_keywords = brief.styleKeywords
        product_name = brief.productName
        call_to_action = brief.callToAction
        text_color = brief.textColor
        text_font = brief.textFont
        has_music = brief.hasMusic
        music_genre = brief.musicGenre
        music_url = brief.musicURL
        images_requested = brief.imagesRequested
        clip_length_ms = brief.clipLengthMilliseconds
        estimated_cost = brief.estimatedCost
        alert_cost = brief.alertCost
        updated_at = Timestamp(brief.updatedAt)
    }
}

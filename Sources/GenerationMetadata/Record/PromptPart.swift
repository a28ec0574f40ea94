/// A prompt that stands beside the main one.
package struct PromptPart: Codable, Equatable, Sendable {
    package enum Role: String, Codable, Sendable {
        /// One character of NovelAI's.
        case character
        /// One of several texts that were combined for areas or steps.
        case region
        /// For one of several text encoders.
        case clipL = "clip_l"
        case clipG = "clip_g"
        case t5
        /// SDXL's second prompt in InvokeAI.
        case style
        /// What a program made of the prompt before use.
        case expanded
        /// What the prompt was made from.
        case template
        case refiner, hires
    }

    package var role: Role
    package var text: String
    package var isNegative: Bool

    package init?(_ role: Role, _ text: String?, isNegative: Bool = false) {
        guard let text = text?.trimmedOrNil else { return nil }
        self.role = role
        self.text = text
        self.isNegative = isNegative
    }
}

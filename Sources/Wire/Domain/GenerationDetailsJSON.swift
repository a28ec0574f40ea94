package import Domain

/// What a gallery shows beside a generation.
package struct GenerationBadgesJSON: WireJSON {
    package let generation_id: String
    package let variants, unseen, derived: Int

    package init(_ badges: GenerationBadges, of generation: String) {
        generation_id = generation
        variants = badges.variants
        unseen = badges.unseen
        derived = badges.derived
    }
}

/// Where a generation is in a shot.
package struct ShotPlacesJSON: WireJSON {
    package let shot_id: String
    package let frames: [Int]

    package init(shot: String, frames: [Int]) {
        shot_id = shot
        self.frames = frames
    }
}

/// A generation with its versions and places.
package struct GenerationDetailsJSON: WireJSON {
    package let generation: GenerationJSON
    package let badges: GenerationBadgesJSON
    package let variants: [VariantJSON]
    package let places: [ShotPlacesJSON]

    package init(
        generation: GenerationJSON, badges: GenerationBadgesJSON, variants: [VariantJSON],
        places: [ShotPlacesJSON]
    ) {
        self.generation = generation
        self.badges = badges
        self.variants = variants
        self.places = places
    }
}

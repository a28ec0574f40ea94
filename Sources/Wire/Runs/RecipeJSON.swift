package import StillStoreCore

/// A recipe, as the store's configuration has it.
package struct RecipeJSON: WireJSON {
    package let name, box, format: String
    package let quality: Int
    /// `ingest`, or `demand`: only when somebody asks.
    package let when: String

    package init(_ setting: RecipeSetting) {
        name = setting.name
        box = setting.box
        format = setting.format
        quality = setting.quality
        when = setting.when.rawValue
    }
}

import Domain
package import StillStoreRuns

/// A picture that is like another.
package struct SimilarJSON: WireJSON {
    package let distance: Int
    package let asset: AssetJSON

    package init(_ similar: SimilarAsset) {
        distance = similar.distance
        asset = AssetJSON(similar.listing)
    }
}

package import Domain

/// An address of a file that works without an account for a while.
package struct SignedAddressJSON: WireJSON {
    package let url: String
    package let expires_at: Timestamp

    package init(_ address: SignedAddress, base: String) {
        let recipe = address.recipe.map { "&recipe=\($0)" } ?? ""
        url =
            "\(base)/f/\(address.asset)?expires=\(address.expires)\(recipe)"
            + "&signature=\(address.signature)"
        expires_at = Timestamp(address.expires)
    }
}

/// Reads what the manifests of a C2PA store claim (C2PA specification 2.2, 11.1). All of them are
/// read: the active one often says no more than "edited", and the model is named in an ingredient.
enum C2PAStore {
    private static let claimLimit = 64

    static func claims(
        _ bytes: [UInt8], limits: MetadataLimits, valuesLeft: inout Int
    ) -> [ProvenanceClaim] {
        var claims: [ProvenanceClaim] = []
        for store in JUMBFBox.boxes(in: bytes[...], limits: limits) {
            // The active manifest is the last one (11.1.4.2) and comes first here.
            for manifest in store.children.reversed() where claims.count < claimLimit {
                claims.append(contentsOf: self.claims(of: manifest, limits, &valuesLeft))
            }
        }
        return Array(claims.prefix(claimLimit))
    }

    private static func claims(
        of manifest: JUMBFBox, _ limits: MetadataLimits, _ valuesLeft: inout Int
    ) -> [ProvenanceClaim] {
        var base = ProvenanceClaim(.c2pa)
        var actions: [JSONObject] = []
        // Boxes come in any order: Google puts the claim before its assertions.
        for box in manifest.children {
            if box.label.hasPrefix("c2pa.claim"), let claim = parse(box, limits, &valuesLeft) {
                base.claimGenerator = generator(of: claim)
            }
            for assertion in box.children {
                if assertion.label.hasPrefix("c2pa.actions") {
                    let list = parse(assertion, limits, &valuesLeft)?["actions"]?.array ?? []
                    actions.append(contentsOf: list.prefix(claimLimit).compactMap(\.object))
                } else if assertion.label.hasPrefix("c2pa.ai_generated_content") {
                    // Its prompt is a placeholder and is not taken for one.
                    base.model = parse(assertion, limits, &valuesLeft)?.text("model")
                }
            }
        }
        guard !actions.isEmpty else {
            return base.claimGenerator == nil && base.model == nil ? [] : [base]
        }
        return actions.map { claim(of: $0, base) }
    }

    private static func parse(
        _ box: JUMBFBox, _ limits: MetadataLimits, _ valuesLeft: inout Int
    ) -> JSONObject? {
        if box.kind == "json" {
            let text = String(decoding: box.content, as: UTF8.self)
            return try? JSONParser.parse(text, limits: limits).object
        }
        return CBORParser.parse(box.content, limits: limits, valuesLeft: &valuesLeft)?.object
    }

    /// A text in version 1 of a claim; a list of maps beside it; one map in version 2.
    private static func generator(of claim: JSONObject) -> String? {
        let information = claim["claim_generator_info"]
        let map = information?.object ?? information?.array?.first?.object
        return map.flatMap(nameAndVersion) ?? claim.text("claim_generator")
    }

    private static func nameAndVersion(_ map: JSONObject) -> String? {
        guard let name = map.text("name") else { return nil }
        return map.text("version").map { "\(name) \($0)" } ?? name
    }

    private static func claim(of action: JSONObject, _ base: ProvenanceClaim) -> ProvenanceClaim {
        var claim = base
        let parameters = action["parameters"]?.object
        claim.action = action.text("action")
        claim.when = action.text("when")
        claim.softwareAgent =
            action.text("softwareAgent") ?? action["softwareAgent"]?.object.flatMap(nameAndVersion)
        claim.digitalSourceType =
            (action.text("digitalSourceType") ?? parameters?.text("com.adobe.digitalSourceType"))
            .flatMap(DigitalSourceType.concept)
        claim.details = action.text("description") ?? parameters?.text("description")
        let model = [
            parameters?.text("com.adobe.modelId"), parameters?.text("com.adobe.modelVersion"),
            parameters?.text("com.adobe.firefly.version"),
        ].compactMap(\.self)
        if !model.isEmpty { claim.model = model.joined(separator: " ") }
        return claim
    }
}

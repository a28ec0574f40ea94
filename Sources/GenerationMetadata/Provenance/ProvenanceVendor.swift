/// Which service made a picture, by the words with which its claims are signed.
enum ProvenanceVendor {
    private static let marks: [(word: String, generator: Generator, vendor: String)] = [
        ("chatgpt", .openAI, "OpenAI"), ("openai", .openAI, "OpenAI"), ("gpt-", .openAI, "OpenAI"),
        ("dall", .openAI, "OpenAI"),
        ("black forest labs", .blackForestLabs, "Black Forest Labs"),
        ("image creator from designer", .microsoftDesigner, "Microsoft"),
        ("microsoft responsible ai", .microsoftDesigner, "Microsoft"),
        ("adobe_firefly", .adobeFirefly, "Adobe"), ("adobe firefly", .adobeFirefly, "Adobe"),
        ("made with google ai", .google, "Google"),
        ("google c2pa core generator", .google, "Google"),
    ]

    static func identify(
        _ claims: [ProvenanceClaim]
    ) -> (generator: Generator, vendor: String, model: String?)? {
        // The claim that names a model's work comes before those that only edited it.
        let ordered =
            claims.filter { DigitalSourceType.flag($0.digitalSourceType) == .claimed } + claims
        for claim in ordered {
            let words = [claim.claimGenerator, claim.softwareAgent].compactMap { $0?.lowercased() }
            for (word, generator, vendor) in marks
            where words.contains(where: { $0.contains(word) }) {
                let named = ordered.lazy.compactMap { $0.model ?? model($0.softwareAgent) }.first
                return (generator, vendor, named)
            }
        }
        return nil
    }

    /// Agents that are models: `GPT-4o`, `gpt-image 2.0`, `Flux.2`.
    private static func model(_ agent: String?) -> String? {
        guard let agent else { return nil }
        let word = agent.lowercased()
        return word.hasPrefix("gpt") || word.hasPrefix("dall") || word.hasPrefix("flux")
            ? agent : nil
    }
}

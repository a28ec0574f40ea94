/// Which of AUTOMATIC1111's kin wrote an infotext, by its `Version`, `App` and other settings.
enum InfotextVersion {
    static func generator(of infotext: Infotext) -> (generator: Generator, version: String?) {
        let version = infotext.value("version")
        if infotext.value("app") == "SD.Next" { return (.sdNext, version) }
        if let version {
            for (word, generator) in named where version.lowercased().hasPrefix(word) {
                return (generator, version)
            }
            if version.hasPrefix("f"), version.dropFirst().first?.isNumber == true {
                return (fork(version), version)
            }
            return (.automatic1111, version)
        }
        if infotext.value("civitai resources") != nil || isTrainerSample(infotext) {
            return (.civitai, nil)
        }
        return (.automatic1111, nil)
    }

    private static let named: [(String, Generator)] = [
        ("fooocus", .fooocus), ("comfyui", .comfyUI), ("neo", .forgeNeo),
        ("classic", .forgeClassic), ("sd.next", .sdNext),
    ]

    /// `f2.0.1v1.10.1-…` is Forge, `f1.0.0v2-v1.…` reForge, `f1.3.0-v1.…` EasyReforge.
    private static func fork(_ version: String) -> Generator {
        let rest = version.dropFirst().drop { $0.isNumber || $0 == "." }
        if rest.hasPrefix("v2-v1") { return .reForge }
        return rest.hasPrefix("-v1") ? .easyReforge : .forge
    }

    /// Civitai's trainer names the model by a number and writes no seed.
    private static func isTrainerSample(_ infotext: Infotext) -> Bool {
        guard infotext.value("seed") == nil, let model = infotext.value("model") else {
            return false
        }
        let name = ModelReference.shortName(model)
        return model.hasSuffix(".safetensors") && !name.isEmpty
            && name.utf8.allSatisfy { hexDigit($0).map { $0 < 10 } ?? false }
    }
}

/// IPTC's vocabulary of how a picture came to be (cv.iptc.org/newscodes/digitalsourcetype), as far
/// as it says something about models. C2PA uses the same words.
enum DigitalSourceType {
    /// The last part of the address, whatever stands before it; spaces around it occur.
    static func concept(_ address: String) -> String? {
        guard let address = address.trimmedOrNil, address.utf8.count <= 512 else { return nil }
        guard let slash = address.lastIndex(of: "/") else { return address }
        return String(address[address.index(after: slash)...]).trimmedOrNil
    }

    /// Algorithms that were trained on nothing, as fractals, are no AI.
    static func flag(_ concept: String?) -> AIFlag {
        switch concept {
        case "trainedAlgorithmicMedia", "trainedAlgorithmicData": .claimed
        case "compositeWithTrainedAlgorithmicMedia": .composite
        default: .none
        }
    }
}

import Domain
import Retrieval

/// Seals with the store's own key, which is made when it is first needed.
struct StoreSeal: Sealing {
    let key: StoreKey

    func seal(_ secret: [UInt8], additional: [UInt8]) throws -> [UInt8] {
        try made().seal(secret, additional: additional)
    }

    func authenticationKey(for purpose: String) throws -> [UInt8] {
        try made().authenticationKey(for: purpose)
    }

    private func made() throws -> SealingKey {
        guard let key = try key.load(making: true) else {
            preconditionFailure("a key that may be made is there")
        }
        return key
    }

    func open(_ sealed: [UInt8], additional: [UInt8]) throws -> [UInt8]? {
        try key.load(making: false)?.open(sealed, additional: additional)
    }
}

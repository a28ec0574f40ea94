import Catalog
import ContentStore
import Domain
import StillStoreCore

/// Has SQLite check its file, and reports rows that cannot both be true.
struct CheckCatalog {
    let library: Library
    let register: DefectRegister
    let depth: VerifyRequest.Depth

    /// False if nothing else can be checked by this catalogue.
    func check() throws -> Bool {
        let (damage, dangling) = try library.catalog.read { reader in
            let damage = try reader.structuralDamage(thorough: depth == .full)
            return (damage, damage.isEmpty ? try reader.danglingReferences() : [])
        }
        for words in damage + dangling { report(words) }
        if !damage.isEmpty { return false }
        var found: [Contradiction] = []
        try library.catalog.read { reader in
            try reader.contradictions { contradiction in
                if found.count < CheckCatalog.most { found.append(contradiction) }
            }
        }
        try register.confirm(found.map { .rows($0) })
        if !library.catalog.lacksExtension {
            let found = try library.catalog.read {
                try DomainCheck(on: $0.connection).contradictions(limit: CheckCatalog.most)
            }
            try register.confirm(found.map { .domain($0) })
        }
        return true
    }

    /// More are left for the next verification; nobody would read them all.
    private static let most = 10_000

    func report(_ words: String) {
        var defect = Defect(.catalogDamaged, .catalog, at: "catalog.sqlite", words)
        defect.cure = .rebuildCatalog
        register.add(defect)
    }
}

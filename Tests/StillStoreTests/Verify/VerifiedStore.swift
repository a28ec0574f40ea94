import Catalog
import ContentStore
import Foundation
import StillStoreCare
import StillStoreCore
import StillStoreRuns
import Synchronization
import TestSupport
import Testing
import Values

/// What a verification told.
struct Verification {
    let summary: VerifySummary
    let events: [VerifyEvent]

    var defects: [Defect] {
        events.compactMap { if case .defect(let defect) = $0 { defect } else { nil } }
    }
    /// `kind path`, sorted.
    var named: [String] { defects.map { "\($0.kind.rawValue) \($0.path)" }.sorted() }
    var remaining: [(defect: Defect, why: String?)] {
        events.compactMap { event in
            if case .remaining(let defect, let why) = event { (defect, why) } else { nil }
        }
    }
    var steps: [(step: RepairStep, outcome: RepairOutcome)] {
        events.compactMap { event in
            if case .step(let step, let outcome) = event { (step, outcome) } else { nil }
        }
    }
}

/// A small store of six pictures in two buckets, whose sources are gone, to be damaged.
final class VerifiedStore: Sendable {
    let directory = TemporaryDirectory()
    let store: TestStore
    static let pictures = 6

    /// - Parameter keepsSources: whether the files stay that were ingested.
    init(keepsSources: Bool = false) async throws {
        store = TestStore(at: directory.path("store"))
        for index in 0..<VerifiedStore.pictures {
            try directory.write(testPicture(index), to: "in/\(index % 2)/\(index).png")
        }
        try await store.ingest([directory.path("in/0")]) {
            $0.placement.bucket = Array("even".utf8)
            $0.placement.prefix = Array("deep/er".utf8)
        }
        try await store.ingest([directory.path("in/1")]) {
            $0.placement.bucket = Array("odd".utf8)
        }
        if !keepsSources { try FileManager.default.removeItem(atPath: directory.path("in")) }
    }

    static func digest(_ seed: Int) -> Digest {
        testPicture(seed).withUnsafeBytes { Digest.of($0) }
    }

    /// Below the store.
    static func object(_ seed: Int) -> String {
        let hex = digest(seed).hex
        return "objects/sha256/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
    }

    static func link(_ seed: Int) -> String {
        seed % 2 == 0 ? "buckets/even/deep/er/\(seed).png" : "buckets/odd/\(seed).png"
    }

    func rendition(_ seed: Int) -> String {
        let hex = VerifiedStore.digest(seed).hex
        return files(below: path("renditions")).first { $0.contains(hex) }
            .map { "renditions/" + $0 } ?? "no rendition of \(seed)"
    }

    func path(_ name: String) -> String { store.path + "/" + name }

    func verify(
        _ change: (inout VerifyRequest) -> Void = { _ in },
        options: (inout Library.Options) -> Void = { _ in }, stop: StopSignal = StopSignal(),
        onEvent: @escaping @Sendable (VerifyEvent) -> Void = { _ in }
    ) async throws -> Verification {
        let library = try store.open(options)
        defer { library.close() }
        var request = VerifyRequest()
        change(&request)
        let events = Mutex<[VerifyEvent]>([])
        let summary = try await library.verify(request, stop: stop) { event in
            events.withLock { $0.append(event) }
            onEvent(event)
        }
        return Verification(summary: summary, events: events.withLock { $0 })
    }

    func repair(from donors: [String] = []) async throws -> Verification {
        try await verify { request in
            request.repair = .apply
            request.donors = donors.map { FilePath($0) }
        }
    }

    // MARK: Damage

    func write(_ bytes: [UInt8], to name: String) throws {
        let place = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? FileManager.default.removeItem(at: place)
        try Data(bytes).write(to: place)
    }

    /// Another bit in the middle, the length as it was.
    func flipBit(of name: String) throws {
        var bytes = try bytes(of: path(name))
        bytes[bytes.count / 2] ^= 1
        try write(bytes, to: name)
    }

    func truncate(_ name: String) throws {
        try write(Array(try bytes(of: path(name)).dropLast(7)), to: name)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

    func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: path(name), toPath: path(other))
    }

    func link(_ text: String, at name: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path(name), withDestinationPath: text)
    }

    // MARK: What is there

    /// Every file and link of the store that means something, with its bytes' digest or its text.
    func contents() throws -> [String: String] {
        var contents: [String: String] = [:]
        for tree in ["objects", "buckets", "renditions", "journal"] {
            let names = FileManager.default.enumerator(atPath: path(tree))
            for case let name as String in names ?? .init() {
                let file = tree + "/" + name
                let type =
                    try FileManager.default.attributesOfItem(atPath: path(file))[.type]
                    as? FileAttributeType
                switch type {
                case .typeRegular:
                    contents[file] = try bytes(of: path(file)).withUnsafeBytes { Digest.of($0).hex }
                case .typeSymbolicLink:
                    contents[file] = try FileManager.default.destinationOfSymbolicLink(
                        atPath: path(file))
                default: break
                }
            }
        }
        return contents
    }

    /// The digests of what lies in quarantine, without the notes.
    func quarantined() throws -> [String] {
        try files(below: path("quarantine")).filter { !$0.hasSuffix(".json") }.map {
            try bytes(of: path("quarantine/" + $0)).withUnsafeBytes { Digest.of($0).hex }
        }
    }

    /// Assets with their digests, as the catalogue has them.
    func expectEverything(_ comment: Comment? = nil) async throws {
        let assets = try store.assets()
        for seed in 0..<VerifiedStore.pictures {
            let name = VerifiedStore.link(seed).dropFirst("buckets/".count)
            #expect(assets[String(name)] == VerifiedStore.digest(seed).hex, comment)
            #expect(try bytes(of: path(VerifiedStore.link(seed))) == testPicture(seed), comment)
        }
    }
}

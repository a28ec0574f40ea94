import Catalog
import Foundation
import Values

/// Assets as a large library has them: most are pictures in a few buckets, under nested paths,
/// one after another over two years; some share a blob, few are of other kinds.
struct SampleAssets {
    static let start: Int64 = 1_700_000_000_000
    static let step: Int64 = 60_000
    /// The first is where most assets are, the last has few.
    static let buckets = ["photos", "generated", "uploads", "scans", "work", "archive", "rare"]
    static let recipe = "thumb-0a1b2c3d"

    let count: Int
    private var generator: Generator
    private var lastDigest = Digest(bytes: [UInt8](repeating: 0, count: 32))

    /// - Parameter seed: others have other content.
    init(count: Int, seed: UInt64 = 5) {
        self.count = count
        generator = Generator(seed: seed)
    }

    struct Sample {
        let asset: AssetRecord
        let blob: BlobRecord
        let bucket, path: String
        let rendition: RenditionRecord?
        let file: SourceFileRecord
    }

    static func time(_ index: Int) -> Int64 { start + Int64(index) * step }

    static func bucket(_ index: Int) -> String {
        switch index % 1000 {
        case ..<600: buckets[0]
        case ..<800: buckets[1]
        case ..<900: buckets[2]
        case ..<950: buckets[3]
        case ..<980: buckets[4]
        case ..<999: buckets[5]
        default: buckets[6]
        }
    }

    /// A few thousand folders; one of a hundred names begins otherwise.
    static func path(_ index: Int) -> String {
        let name = index % 100 == 7 ? "keep" : "img"
        return "20\(20 + index / 1000 % 5)/\(10 + index / 5000 % 90)/set-\(index / 200)/"
            + "\(name)_\(index).png"
    }

    private static func kind(_ index: Int) -> AssetKind {
        switch index % 5000 {
        case 17: .audio
        case ..<50: .finalVideo
        case ..<150: .videoClip
        case ..<250: .file
        default: .image
        }
    }

    mutating func make(_ index: Int) -> Sample {
        let time = SampleAssets.time(index)
        if index % 20 != 3 { lastDigest = digest() }
        let isPicture = index % 50 != 9
        let facts = PictureFacts(
            format: index % 3 == 0 ? "jpeg" : "png", width: 1024, height: 768, storedWidth: 1024,
            storedHeight: 768, orientation: 1, bits: 8, channels: 3, frames: 1, isLayered: false,
            isTransparent: false, hasProfile: false, perceptualHash: generator.next())
        let blob = BlobRecord(
            digest: lastDigest, size: Int64(200_000 + index % 100_000),
            content: isPicture ? .picture(facts) : .undecodable(reason: "it is no picture"),
            createdAt: time)
        let (bucket, path) = (SampleAssets.bucket(index), SampleAssets.path(index))
        let asset = AssetRecord(
            id: IdentifierSource.shared.make(at: time), digest: lastDigest,
            kind: SampleAssets.kind(index),
            origin: .upload, name: String(path.split(separator: "/").last!), userID: nil,
            jobID: nil, source: nil, metadata: "{}", retrievalStatus: .completed, createdAt: time)
        let rendition = RenditionRecord(
            digest: lastDigest, recipeID: SampleAssets.recipe, format: "jpeg", width: 256,
            height: 192, size: 9000, contentDigest: digest(), createdAt: time)
        let file = SourceFileRecord(
            path: Data("/home/somebody/pictures/\(path)".utf8), size: blob.size, modified: time,
            changed: time, device: 2049, inode: Int64(index), outcome: .stored(digest: lastDigest),
            decoderVersion: 1)
        return Sample(
            asset: asset, blob: blob, bucket: bucket, path: path,
            rendition: isPicture ? rendition : nil, file: file)
    }

    mutating func waiting(_ index: Int) -> RetrievalRecord {
        var record = RetrievalRecord(
            id: IdentifierSource.shared.make(at: SampleAssets.time(index)),
            source: "https://host-\(index % 40).example/\(index).png",
            host: "host-\(index % 40).example", targetBucket: SampleAssets.bucket(index),
            targetPath: SampleAssets.path(index), name: "\(index).png",
            createdAt: SampleAssets.time(index))
        record.kind = SampleAssets.kind(index)
        return record
    }

    private mutating func digest() -> Digest {
        var bytes: [UInt8] = []
        for _ in 0..<4 { withUnsafeBytes(of: generator.next()) { bytes += $0 } }
        return Digest(bytes: bytes)
    }
}

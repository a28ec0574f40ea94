@testable import GenerationMetadata

enum UserCommentText {
    static func decode(_ bytes: [UInt8], bigEndian: Bool) -> String {
        UserComment.decode(bytes[...], bigEndian: bigEndian)
    }
}

package import Domain
import Values

/// Pictures that are like each other, and which of them to keep.
package struct DuplicatesJSON: WireJSON {
    package let keep: String
    package let reason: String
    package let members: [DuplicateJSON]

    package init(_ group: DuplicateGroup) {
        keep = group.kept.asset
        reason = group.reason.words
        members = group.members.map { DuplicateJSON($0, of: group) }
    }
}

package struct DuplicateJSON: WireJSON {
    package let id, digest, place, format: String
    package let width, height, distance: Int
    package let size: Int64
    package let created_at: Timestamp
    package let described, used: Bool

    init(_ member: DuplicateMember, of group: DuplicateGroup) {
        (id, digest, place) = (member.asset, member.digest.hex, member.place)
        (format, width, height) = (member.format, member.width, member.height)
        distance = member.distance(to: group.kept)
        size = member.size
        created_at = Timestamp(member.createdAt)
        (described, used) = (member.isDescribed, member.isUsed)
    }
}

package enum Workflow: String, ClosedSet { case images, ad, refinement }

package enum SessionStatus: String, ClosedSet {
    case active, archived
    case created, prompting
    case generatingImages = "generating_images"
    case reviewingImages = "reviewing_images"
    case generatingVideos = "generating_videos"
    case reviewingVideos = "reviewing_videos"
    case composing
    case completed, failed, cancelled, abandoned
}

extension Workflow {
    var first: SessionStatus { self == .ad ? .created : .active }

    /// What can follow each state; a failed ad goes back to the stage that failed besides.
    package var transitions: [SessionStatus: [SessionStatus]] {
        switch self {
        case .images: [.active: [.archived], .archived: [.active]]
        case .refinement:
            [.active: [.completed, .abandoned], .completed: [], .abandoned: []]
        case .ad:
            [
                .created: [.prompting, .failed, .cancelled],
                .prompting: [.generatingImages, .failed, .cancelled],
                .generatingImages: [.reviewingImages, .failed, .cancelled],
                .reviewingImages: [
                    .prompting, .generatingImages, .generatingVideos, .failed, .cancelled,
                ],
                .generatingVideos: [.reviewingVideos, .failed, .cancelled],
                .reviewingVideos: [.generatingVideos, .composing, .failed, .cancelled],
                .composing: [.completed, .failed, .cancelled],
                .failed: [.cancelled], .completed: [], .cancelled: [],
            ]
        }
    }
}

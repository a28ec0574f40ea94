import Synchronization

/// Which of a generator's files are listed besides its pictures.
package struct ListingWishes: Sendable {
    /// What a server made on the way: InvokeAI's intermediate images, ComfyUI's previews.
    package var intermediates = false
    package var videos = false
    /// Counts what is left out.
    package var tally = ListingTally()

    package init() {}
}

/// How many files listings have left out.
package final class ListingTally: Sendable {
    package struct Counts: Sendable, Equatable {
        package var intermediates = 0
        package var videos = 0
    }

    private let state = Mutex(Counts())

    package init() {}

    package var counts: Counts { state.withLock { $0 } }

    func add(intermediates: Int = 0, videos: Int = 0) {
        state.withLock {
            $0.intermediates += intermediates
            $0.videos += videos
        }
    }
}

/// Whether a name is that of a video, by its ending.
package func isVideoName(_ name: String) -> Bool {
    let endings = ["mp4", "webm", "mkv", "mov", "avi", "m4v"]
    return name.split(separator: ".").last.map { endings.contains($0.lowercased()) } ?? false
}

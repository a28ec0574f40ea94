package import Domain

/// What a shot has.
package struct ShotStatisticsJSON: WireJSON {
    package let total, placed, unplaced, videos, final_videos: Int

    package init(_ statistics: ShotStatistics) {
        total = statistics.total
        placed = statistics.placed
        unplaced = statistics.unplaced
        videos = statistics.videos
        final_videos = statistics.finalVideos
    }
}

/// A shot with all that is in it.
package struct ShotDetailsJSON: WireJSON {
    package let shot: ShotJSON
    package let statistics: ShotStatisticsJSON
    package let entries: [EntryJSON]

    package init(shot: ShotJSON, statistics: ShotStatisticsJSON, entries: [EntryJSON]) {
        self.shot = shot
        self.statistics = statistics
        self.entries = entries
    }
}

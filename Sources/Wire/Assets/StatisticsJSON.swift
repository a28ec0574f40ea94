package import Catalog
import Values

/// What a store holds, counted.
package struct StatisticsJSON: WireJSON {
    package let assets, superseded, gone_at_source, blobs, bytes: Int
    package let renditions, rendition_bytes: Int
    package let states, formats, statuses, buckets: [String: Int]
    package let missing: [MissingJSON]
    package let resting_hosts: [HostJSON]

    package init(_ statistics: CatalogStatistics, _ summary: MissingSummary) {
        assets = statistics.assets
        superseded = statistics.superseded
        gone_at_source = statistics.goneAtSource
        blobs = statistics.blobs
        bytes = statistics.blobBytes
        renditions = statistics.renditions
        rendition_bytes = statistics.renditionBytes
        states = statistics.blobsByState
        formats = statistics.blobsByFormat
        statuses = statistics.assetsByStatus
        buckets = statistics.assetsByBucket
        missing = summary.groups.map(MissingJSON.init)
        resting_hosts = summary.restingHosts.map(HostJSON.init)
    }
}

/// Assets whose bytes are not here, counted by why and where.
package struct MissingJSON: WireJSON {
    package let status: String
    package let error_class: String?
    package let http_status: Int?
    package let host: String
    package let permanent, update: Bool
    package let count: Int
    package let next_attempt: Timestamp?

    package init(_ group: MissingSummary.Group) {
        status = group.status.rawValue
        error_class = group.errorKind?.text
        http_status = group.httpStatus
        host = group.host
        permanent = group.isPermanent
        update = group.isUpdate
        count = group.count
        next_attempt = group.nextAttempt.map(Timestamp.init(_:))
    }
}

/// A host that failed too often and is not asked for a while.
package struct HostJSON: WireJSON {
    package let host: String
    package let rests_until: Timestamp?

    package init(_ host: HostRecord) {
        self.host = host.host
        rests_until = host.openUntil.map(Timestamp.init(_:))
    }
}

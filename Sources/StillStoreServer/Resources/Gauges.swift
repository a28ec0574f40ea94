import Catalog

/// What the catalogue says of itself, as Prometheus reads it.
enum Gauges {
    typealias Gauge = (name: String, help: String, value: Double)

    static func of(_ statistics: CatalogStatistics, streams: Int) -> [Gauge] {
        [
            ("stillstore_streams", "Streams and WebSockets that are open.", Double(streams)),
            ("stillstore_assets", "Assets that are current.", Double(statistics.assets)),
            ("stillstore_blobs", "Different contents.", Double(statistics.blobs)),
            ("stillstore_blob_bytes", "Their bytes.", Double(statistics.blobBytes)),
            ("stillstore_renditions", "Renditions kept.", Double(statistics.renditions)),
            ("stillstore_rendition_bytes", "Their bytes.", Double(statistics.renditionBytes)),
        ]
    }
}

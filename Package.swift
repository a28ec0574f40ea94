// swift-tools-version: 6.2
import PackageDescription

// Every Swift target is held to the same settings: Swift 6 mode comes from the tools version.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// Loops over pixels are optimized in debug builds too, where they took most of the tests' time.
// Checks of overflow, of bounds and of preconditions stay.
let optimized = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

// `make test` builds for release: what is tested is optimized as what is used. The tests themselves are
// not: it would take minutes, and the optimizer of Swift 6.3.1 crashes on some of their closures. Their
// files are compiled in parallel, as in a debug build.
let tests =
    strict + [
        .unsafeFlags(
            ["-Onone", "-no-whole-module-optimization", "-enable-batch-mode", "-num-threads", "0"],
            .when(configuration: .release))
    ]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "stillstore",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "stillstore", targets: ["StillStoreCLI"]),
        .executable(name: "stillstore-server", targets: ["StillStoreServer"]),
        .library(name: "StillStore", targets: ["StillStore"]),
        .executable(name: "thumbnails", targets: ["Thumbnails"]),
        .executable(name: "catalogue-bench", targets: ["CatalogueBench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // The server's.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "CCodecs",
            cSettings: [
                .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
            ],
            linkerSettings: [
                .linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("webp"),
                .linkedLibrary("webpdemux"), .linkedLibrary("gif"), .linkedLibrary("lcms2"),
                .linkedLibrary("deflate"), .linkedLibrary("z"),
            ]),
        .target(
            name: "CText",
            cSettings: [
                .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
            ]),
        .target(
            name: "Imaging", dependencies: ["CCodecs", "CText"],
            swiftSettings: optimized),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "GenerationMetadata", dependencies: ["CZlib"], swiftSettings: optimized),
        .systemLibrary(name: "CNettle", providers: [.apt(["nettle-dev"])]),
        .target(
            name: "Cryptography",
            dependencies: [.target(name: "CNettle", condition: .when(platforms: [.linux]))],
            swiftSettings: strict),
        .target(name: "Values", dependencies: ["Cryptography"], swiftSettings: strict),
        .target(name: "ContentStore", dependencies: ["Values"], swiftSettings: strict),
        .target(name: "Catalog", dependencies: ["Values", grdb, sqlite], swiftSettings: strict),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .target(
            name: "Domain",
            dependencies: [
                "Values", "Catalog", "Cryptography",
                .target(name: "CCrypt", condition: .when(platforms: [.linux])),
            ],
            swiftSettings: strict),
        .target(
            name: "CTransfer",
            cSettings: [
                .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
            ],
            linkerSettings: [.linkedLibrary("z")]),
        .target(
            name: "Retrieval", dependencies: ["Values", "CTransfer", "Cryptography"],
            swiftSettings: strict),
        .target(
            name: "StillStoreCore",
            dependencies: [
                "Values", "Cryptography", "Imaging", "GenerationMetadata", "ContentStore",
                "Catalog",
                "Domain", "Retrieval",
            ],
            swiftSettings: strict),
        .target(
            name: "StillStoreRuns",
            dependencies: [
                "StillStoreCore", "Values", "Imaging", "GenerationMetadata", "ContentStore",
                "Catalog", "Domain", "Retrieval",
            ],
            swiftSettings: strict),
        .target(
            name: "StillStoreCare",
            dependencies: [
                "StillStoreCore", "StillStoreRuns", "Values", "Imaging", "ContentStore", "Catalog",
                "Domain",
            ],
            swiftSettings: strict),
        // What another package embeds: the one target with a public interface.
        .target(
            name: "StillStore",
            dependencies: [
                "StillStoreCore", "StillStoreRuns", "Values", "Imaging", "ContentStore", "Catalog",
                "Retrieval",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "Embedding", dependencies: ["StillStore"], path: "Examples/Embedding",
            swiftSettings: strict),
        .target(
            name: "Wire",
            dependencies: [
                "Values", "GenerationMetadata", "ContentStore", "Catalog", "Domain",
                "StillStoreCore", "StillStoreRuns", "StillStoreCare",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "StillStoreCLI",
            dependencies: [
                "StillStoreCore", "StillStoreRuns", "StillStoreCare", "Wire", "Values",
                "ContentStore", "Catalog", "Domain", "Imaging", "GenerationMetadata",
                "Retrieval", argumentParser,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "StillStoreServer",
            dependencies: [
                "StillStoreCore", "StillStoreRuns", "StillStoreCare", "Wire", "Values",
                "Cryptography", "CZlib",
                "ContentStore", "Catalog", "Domain", "GenerationMetadata", argumentParser,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            exclude: ["Pages"],
            swiftSettings: strict, plugins: ["EmbedPages"]),
        // Makes a Swift file of the web pages, while the server is built.
        .plugin(name: "EmbedPages", capability: .buildTool(), dependencies: ["EmbedPagesTool"]),
        .executableTarget(
            name: "EmbedPagesTool", path: "Plugins/EmbedPagesTool", swiftSettings: strict),

        // The bench's own programs; Scripts/bench/run builds them.
        .executableTarget(
            name: "Thumbnails", dependencies: ["Imaging"], path: "Scripts/bench/Thumbnails",
            swiftSettings: strict),

        .executableTarget(
            name: "CatalogueBench", dependencies: ["Catalog", "Values"],
            path: "Scripts/bench/Catalogue",
            swiftSettings: strict),

        // What the tests share, and a program that dies at a chosen disk call.
        .target(
            name: "CTestSupport", path: "Tests/CTestSupport",
            cSettings: [
                .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
            ],
            linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "TestSupport",
            dependencies: [
                "StillStoreCore", "StillStoreRuns", "StillStoreCare", "Values", "Imaging",
                "ContentStore", "Catalog", "Domain", "CTestSupport",
            ],
            path: "Tests/TestSupport", swiftSettings: tests),
        .executableTarget(
            name: "KillPoint",
            dependencies: [
                "StillStoreCore", "StillStoreRuns", "StillStoreCare", "Values", "ContentStore",
                "Catalog", "Domain",
            ],
            path: "Tests/KillPoint", swiftSettings: tests),
        .testTarget(
            name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: tests),
        .testTarget(
            name: "ImagingTests", dependencies: ["Imaging", "CCodecs", "TestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "GenerationMetadataTests", dependencies: ["GenerationMetadata"],
            swiftSettings: tests),
        .testTarget(
            name: "ContentStoreTests", dependencies: ["Values", "ContentStore", "TestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "CatalogTests", dependencies: ["Values", "Catalog", "TestSupport", grdb],
            swiftSettings: tests),
        .testTarget(
            name: "DomainTests",
            dependencies: ["Domain", "Cryptography", "Values", "Catalog", grdb],
            swiftSettings: tests),
        .testTarget(
            name: "RetrievalTests", dependencies: ["Retrieval", "Values", "TestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "StillStoreTests",
            dependencies: [
                "StillStoreCore", "StillStoreRuns", "StillStoreCare", "Values", "Imaging",
                "ContentStore", "Catalog", "Domain", "Retrieval",
                "TestSupport",
                grdb,
            ],
            swiftSettings: tests),
        // The whole flow of each application whose data the domain keeps.
        .testTarget(
            name: "SystemTests",
            dependencies: [
                "StillStoreCore", "StillStoreRuns", "StillStoreCare", "Values", "ContentStore",
                "Catalog", "Domain", "TestSupport",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "StillStoreAPITests", dependencies: ["StillStore"], swiftSettings: tests),
        .testTarget(name: "WireTests", dependencies: ["Wire"], swiftSettings: tests),
        .testTarget(
            name: "StillStoreServerTests",
            dependencies: [
                "StillStoreServer", "StillStoreCLI", "StillStoreCore", "StillStoreRuns", "Domain",
                "Values",
                "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            swiftSettings: tests),
        // Reads the sources and documents as text; needs none of the targets.
        .testTarget(name: "TidyTests", swiftSettings: tests),
        .testTarget(
            name: "StillStoreCLITests",
            dependencies: [
                "StillStoreCLI", "KillPoint", "StillStoreCore", "StillStoreRuns", "StillStoreCare",
                "Values", "Imaging", "ContentStore",
                "Catalog", "Domain", "Retrieval", "TestSupport",
            ],
            swiftSettings: tests),
    ]
)

// A program of its own that keeps pictures with StillStore:
//
//     swift run Embedding DIRECTORY PICTURE…
//
// stores the pictures in a store below DIRECTORY and prints where each is, with its preview.
import Foundation
import StillStore

let arguments = CommandLine.arguments.dropFirst()
guard let directory = arguments.first, arguments.count > 1 else {
    print("usage: Embedding DIRECTORY PICTURE…")
    exit(2)
}

let store = try Store(at: directory, creatingIfMissing: true)
defer { store.close() }

let result = try await store.ingest(Array(arguments.dropFirst()), into: "album") { item in
    if case .failed(let error) = item.outcome { print("refused: \(error)") }
}
print("\(result.stored) stored, \(result.unchanged) there before, \(result.failed) refused")

for asset in try await store.list(bucket: "album").assets {
    let preview = try await store.rendition(of: asset.id, recipe: "preview")
    let size = "\(asset.width ?? 0) x \(asset.height ?? 0)"
    print("\(asset.path ?? asset.name): \(size), preview in \(preview)")
}

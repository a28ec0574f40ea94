import Catalog
import ContentStore
import Imaging
import StillStoreCore
import Values

/// The renditions of one picture, made and staged, or why they are not.
struct MadePicture: Sendable {
    enum Body: Sendable {
        case made([Made])
        /// Its original is gone or altered.
        case lost(LostOriginal)
        /// The original is whole and these recipes cannot be made of it.
        case refused([Recipe], kind: FailureKind, reason: String, remedy: Remedy?)
        /// Something else went wrong; another time it may work.
        case failed(kind: FailureKind, reason: String, remedy: Remedy?)
        /// In a dry run.
        case wouldMake([Recipe])
    }

    struct Made: Sendable {
        let recipe: Recipe
        let staged: StagedObject
        let record: RenditionRecord
    }

    let blob: BlobRecord
    let body: Body
    /// Of the original.
    var bytesRead = 0

    var digest: Digest { blob.digest }

    var made: [Made] { if case .made(let made) = body { made } else { [] } }
}

/// Makes renditions of a picture from one reading of its original. Blocks; runs on a worker.
struct MakeRenditions: Sendable {
    let library: Library
    /// Nil for a dry run, which reads and writes nothing.
    let staging: StagingArea?

    /// - Throws: `StoreFailure` only, when staging does not work. What is wrong with the picture
    ///   is in the result.
    func make(
        _ blob: BlobRecord, _ recipes: [Recipe]
    ) throws(StoreFailure) -> MadePicture {
        guard let staging else { return MadePicture(blob: blob, body: foresee(blob, recipes)) }
        let picture: DecodedPicture
        do {
            let contents = try library.original(blob.digest, size: blob.size)
            picture = try contents.withSource(library.directory.disk) {
                source throws(PictureError) in
                try DecodedPicture(
                    source, recipes, library.limits.picture, library.memory, isNew: false)
            }
        } catch {
            return MadePicture(blob: blob, body: body(of: error, recipes))
        }
        do throws(DiskError) {
            var made: [MadePicture.Made] = []
            for rendition in picture.renditions {
                let (staged, record) = try staging.stage(
                    rendition, of: blob.digest, at: library.clock.now())
                made.append(
                    MadePicture.Made(recipe: rendition.recipe, staged: staged, record: record))
            }
            return MadePicture(blob: blob, body: .made(made), bytesRead: Int(blob.size))
        } catch {
            throw StoreFailure(cause: error)
        }
    }

    private func body(of error: any Error, _ recipes: [Recipe]) -> MadePicture.Body {
        switch error {
        case let lost as LostOriginal: return .lost(lost)
        case let error as PictureError:
            // An encoder that refuses will refuse again; a full memory or a failing disk may not.
            if case .notEncoded = error {
                return .refused(
                    recipes, kind: error.failure, reason: error.reason, remedy: error.remedy)
            }
            return error.isAboutTheBytes
                ? .refused(
                    recipes, kind: error.failure, reason: error.reason, remedy: error.remedy)
                : .failed(kind: error.failure, reason: error.reason, remedy: error.remedy)
        default:
            return .failed(
                kind: .unreadable, reason: describe(error), remedy: remedy(of: error))
        }
    }

    private func foresee(_ blob: BlobRecord, _ recipes: [Recipe]) -> MadePicture.Body {
        let key = ObjectKey.original(blob.digest)
        let path = library.directory.objects.location(of: key)
        do {
            guard let facts = try library.directory.objects.facts(of: key) else {
                return .lost(.missing(path))
            }
            return facts.size == UInt64(blob.size) ? .wouldMake(recipes) : .lost(.damaged(path))
        } catch {
            return .failed(
                kind: .unreadable, reason: describe(error), remedy: remedy(of: error))
        }
    }
}

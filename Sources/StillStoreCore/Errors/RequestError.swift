package import Values

/// A request that cannot be met, with the facts.
package enum RequestError: RemediedError, Equatable {
    // The request contradicts itself, or names a choice that does not exist.
    case unknownRecipe(String, known: [String])
    case isDirectory(FilePath)
    case linkLeadsNowhere(FilePath)
    case noDirectory(FilePath)
    case insideStore(FilePath)
    case directoriesOverlap(FilePath, FilePath)
    case sameStore(FilePath)
    case noDonor(FilePath)
    case noBucket(String)
    case prefixWithoutBucket
    case pastOfBucket
    case cursorOfAnotherList(String)
    case severalToOnePath
    case template(TemplateError)
    case textUnreadable(name: String, reason: String)
    case textIsUTF16(name: String)
    case textTooLong(name: String, mebibytes: Int)
    case notBase64

    // The request names something that does not exist.
    case noAsset(String)
    case ambiguousDigest(String)
    case ambiguousPath(String)
    case noRun(String?)
    case noPictures
    case justRemoved(Digest)

    // The request is valid and could not be carried out.
    case notAPicture(String)
    case noBytesYet(String)
    case lostOriginal(String, LostOriginal)
    case refusedPicture(String, reason: String, Remedy?)
    case notRendered(Failure)
    case originalIsLost
    case otherBytesThere(FilePath)
    case objectMissing(FilePath)
    case objectDamaged(FilePath, bytes: UInt64, recorded: Int64)
    case objectAltered(FilePath)
    case listLineTooLong(Int, mebibytes: Int)
    case brokenKey(FilePath)
    case closed

    package enum TemplateError: Sendable, Equatable {
        case needsUser, needsJob
        case openBrace(String), closeBrace(String)
        case unknownField(String, known: String)
    }
}

extension RequestError {
    /// Decides the exit status, and how a server would answer.
    package enum Category: Sendable {
        case usage, notFound, failed
    }

    package var category: Category {
        switch self {
        case .unknownRecipe, .isDirectory, .linkLeadsNowhere, .noDirectory, .insideStore,
            .directoriesOverlap, .sameStore, .noDonor, .noBucket, .prefixWithoutBucket,
            .pastOfBucket, .cursorOfAnotherList, .severalToOnePath, .template, .textUnreadable,
            .textIsUTF16, .textTooLong, .notBase64:
            .usage
        case .noAsset, .ambiguousDigest, .ambiguousPath, .noRun, .noPictures, .justRemoved:
            .notFound
        case .notAPicture, .noBytesYet, .lostOriginal, .refusedPicture, .notRendered,
            .originalIsLost, .otherBytesThere, .objectMissing, .objectDamaged, .objectAltered,
            .listLineTooLong, .brokenKey, .closed:
            .failed
        }
    }

    package var remedy: Remedy? {
        switch self {
        case .noDonor: .nameAnotherDonor
        case .sameStore: .nameAnotherStore
        case .noBucket: .nameBucketOfStore
        case .prefixWithoutBucket: .nameBucket
        case .pastOfBucket: .leaveOutBucketOrPast
        case .cursorOfAnotherList: .useCursorOfPage
        case .template(.needsUser): .nameUser
        case .template(.needsJob): .nameJob
        case .noAsset: .nameAsset
        case .noRun(.some): .nameRun
        case .lostOriginal(_, let lost): lost.remedy
        case .refusedPicture(_, _, let remedy): remedy
        case .notRendered(let failure): failure.remedy
        case .otherBytesThere: .overwrite
        // Errors whose message says what to do itself: it is the same for every program.
        case .unknownRecipe, .isDirectory, .linkLeadsNowhere, .noDirectory, .insideStore,
            .directoriesOverlap, .severalToOnePath, .template, .textUnreadable, .textIsUTF16,
            .textTooLong, .notBase64, .ambiguousDigest, .ambiguousPath, .noRun(nil),
            .noPictures, .justRemoved, .notAPicture, .noBytesYet, .originalIsLost,
            .objectMissing, .objectDamaged, .objectAltered, .listLineTooLong, .brokenKey,
            .closed:
            nil
        }
    }

    /// What happened, in one sentence; `remedy` says what a program can add to it.
    package var message: String {
        switch self {
        case .unknownRecipe(let name, let known):
            "there is no recipe \(name); stillstore.json has \(known.joined(separator: ", "))"
        case .isDirectory(let path): "\(path.text) is a directory: name a file in it"
        case .linkLeadsNowhere(let path):
            "\(path.text) is a link that leads nowhere: choose another file"
        case .noDirectory(let path):
            "\(path.text) is not a directory: make it, or choose another file"
        case .insideStore(let path):
            "\(path.text) lies in the store itself: choose a file outside of it"
        case .directoriesOverlap(let one, let other):
            "\(one.text) and \(other.text) lie one in the other: choose a directory apart"
        case .sameStore(let path): "\(path.text) is this store itself"
        case .noDonor(let path): "\(path.text) is not there"
        case .noBucket(let name): "there is no bucket \(name)"
        case .prefixWithoutBucket: "a prefix is of a path in a bucket"
        case .pastOfBucket: "the past is listed by time, over all buckets"
        case .cursorOfAnotherList(let cursor): "'\(cursor)' is no place in this list"
        case .severalToOnePath: "one asset at a time can be brought to another place"
        case .template(let error): error.message
        case .textUnreadable(let name, let reason): "\(name) cannot be read: \(reason)"
        case .textIsUTF16(let name): "\(name) is UTF-16: save it as UTF-8"
        case .textTooLong(let name, let mebibytes):
            "\(name) is more than the limit of \(mebibytes) MiB"
        case .notBase64:
            "what is on standard input is no base64 text: is it the picture itself?"
        case .noAsset(let reference): "there is no asset \(reference)"
        case .ambiguousDigest(let start):
            "more than one digest begins with \(start): give more of it"
        case .ambiguousPath(let reference): "\(reference): \(AssetPlace.unclear)"
        case .noRun(let id): id.map { "there is no run \($0)" } ?? "there has been no run yet"
        case .noPictures: "there is no picture to put on the sheet"
        case .justRemoved(let digest): "\(digest.hex) was just removed from the store"
        case .notAPicture(let reference): "\(reference) is no picture and has no renditions"
        case .noBytesYet(let reference):
            "\(reference) has no bytes yet: its retrieval is not completed"
        case .lostOriginal(let reference, let lost): "\(reference): \(lost.reason)"
        case .refusedPicture(let reference, let reason, _): "\(reference): \(reason)"
        case .notRendered(let failure): "\(failure.file): \(failure.reason)"
        case .originalIsLost: "its original is lost"
        case .otherBytesThere(let path): "\(path.text) is there with other bytes"
        case .objectMissing(let path): "the object \(path.text) is missing from the store"
        case .objectDamaged(let path, let bytes, let recorded):
            "the object \(path.text) is damaged: it has \(bytes) bytes instead of \(recorded)"
        case .objectAltered(let path):
            "the object \(path.text) is damaged: its bytes have another digest"
        case .listLineTooLong(let number, let mebibytes):
            "line \(number) of the list is longer than \(mebibytes) MiB: one source belongs on a line"
        case .closed: "the store was closed while this was asked of it: open it again"
        case .brokenKey(let path):
            "\(path.text) is not a key of 32 bytes: remove it; addresses with credentials that wait to be fetched are then to be given again"
        }
    }
}

extension RequestError.TemplateError {
    package var message: String {
        switch self {
        case .needsUser: "the path template uses {user_id}"
        case .needsJob: "the path template uses {job_id}"
        case .openBrace(let text): "the path template \(text) has a { without its }"
        case .closeBrace(let text): "the path template \(text) has a } without its {"
        case .unknownField(let name, let known):
            "the path template has {\(name)}; it may use \(known)"
        }
    }
}

import Imaging
import Retrieval
import Testing
import Values

@testable import StillStoreCare
@testable import StillStoreCore
@testable import StillStoreRuns

struct FailureKindTests {
    @Test("a class of retrieval errors and its kind of failure are one word")
    func retrieval() {
        for kind in RetrievalErrorKind.allCases {
            #expect(kind.failure.rawValue == kind.rawValue)
        }
    }

    @Test("refusals of pictures are about their bytes, as an error and as a kind")
    func pictures() {
        let errors: [PictureError] = [
            .notAPicture(looksLike: "text"), .truncated(.png, "short"), .corrupt(.png, "broken"),
            .unsupported(.png, "new"), .overLimit(.png, "large", limit: .pixels),
            .unreadable("no"), .outOfMemory("full"), .notEncoded("no"),
        ]
        #expect(Set(errors.map(\.kind)) == Set(PictureError.Kind.allCases))
        for error in errors {
            #expect(error.failure.isAboutTheBytes == error.isAboutTheBytes, "\(error)")
        }
    }

    @Test("a word of another version is kept as it stands and is no kind that is known")
    func foreign() {
        #expect(RecordedKind("truncated") == .known(.truncated))
        let foreign = RecordedKind("melted")
        #expect(foreign.text == "melted")
        #expect(foreign.known == nil)
    }

    @Test("every error says what happened, and names no command", arguments: 0..<2)
    func remedies(_ number: Int) {
        let error: any Error =
            [RequestError.noAsset("a/b.png"), RequestError.template(.needsUser)][number]
        let words: RemedyWords = { remedy in remedy == .nameAsset ? ": name one" : ": say whose" }
        #expect(
            describe(error, words)
                == [
                    "there is no asset a/b.png: name one",
                    "the path template uses {user_id}: say whose",
                ][number])
    }
}

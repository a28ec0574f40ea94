/// What a person can do about an error, as a closed set. An error says what happened; the program
/// that shows it words the remedy: the command line names commands and options.
package enum Remedy: Sendable, Hashable {
    // Limits and rules
    case raise(Limit)
    /// Address rules refuse a host, or `local` files, unless they are allowed by name.
    case allowHost(String)
    case retryPermanentFailures
    case keepPathsApart
    case fetchDeletedAgain

    // Something missing in a request
    case nameAsset, nameRun, nameBucket, nameBucketOfStore, nameUser, nameJob
    case leaveOutBucketOrPast
    case useCursorOfPage
    case nameAnotherDonor, nameAnotherStore
    case overwrite
    case replaceExisting

    // Assets to be undeleted
    case listDeleted
    case chooseNewPath
    case chooseOtherPath

    // A store that lacks something
    case makeStore
    case freeSpace
    case makeWritable
    case moveAwayOrMount
    case shortenPathOrMount
    case findOtherCopy
    case findOtherCopies
    case makeRendition
    case rebuildJournal
    case skipUnreadable
    case restoreFromBackup

    // A catalogue that is missing, damaged or another store's
    case rebuildCatalog(CatalogueCondition)

    package enum Limit: Sendable, Hashable {
        case fileBytes, pixels, side, pixelBytes, animationPixels, scans
    }

    package enum CatalogueCondition: Sendable, Hashable {
        case lost, foreign, behind, ofAnotherStore, notACatalogue
        /// Of the backup in this directory.
        case behindBackup(FilePath)
    }
}

/// An error that may know a remedy.
package protocol RemediedError: Error {
    var remedy: Remedy? { get }
}

/// What can be done about an error, if it is known.
package func remedy(of error: any Error) -> Remedy? { (error as? any RemediedError)?.remedy }

/// How a program words a remedy, to follow the sentence on what happened, with the separator: `;
/// raise it with --max-pixels`.
package typealias RemedyWords = @Sendable (Remedy) -> String

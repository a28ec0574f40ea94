import Values

/// What to do next on the command line: the only place that names commands and options for the
/// library's errors. Each text follows the description of the error, and begins with its own
/// punctuation.
enum RemedyWords {
    @Sendable static func words(_ remedy: Remedy) -> String {
        switch remedy {
        case .raise(let limit): "; raise it with \(option(limit))"
        case .allowHost(let host): "; if that is meant, allow it with --allow-host \(host)"
        case .retryPermanentFailures: ", with --include-permanent"
        case .keepPathsApart: ": use a --path-template or --prefix that keeps them apart"
        case .fetchDeletedAgain: ": --again fetches it"

        case .nameAsset: ": give an id, a digest or BUCKET/PATH ('stillstore list' shows them)"
        case .nameRun: ": 'stillstore runs' lists them"
        case .nameBucket: ": say which with --bucket"
        case .nameBucketOfStore: ": 'stillstore stats' names those that there are"
        case .nameUser: ": say which with --user-id"
        case .nameJob: ": say which with --job-id"
        case .leaveOutBucketOrPast: ": leave out --bucket or --past"
        case .useCursorOfPage: ": use what the page before says behind 'more:'"
        case .nameAnotherDonor: ": name another with --from"
        case .nameAnotherStore: ": name another with --to"
        case .overwrite: ": remove it, or use --overwrite"
        case .replaceExisting: ": without --keep-existing they are superseded"

        case .listDeleted: ": 'stillstore list --deleted' shows what can be brought back"
        case .chooseNewPath: ": say where it is to live with --at BUCKET/PATH"
        case .chooseOtherPath: ": choose another with --at BUCKET/PATH"

        case .makeStore: ": make one with 'stillstore init', or name another with --store"
        case .freeSpace:
            ": free some space ('stillstore gc --empty-trash --apply' removes what was collected) and run again"
        case .makeWritable:
            ": remount it writable, run as its owner, or work on a copy; list, show, cat, export, verify, backup and copy only read"
        case .moveAwayOrMount:
            ": move it away and put back what was there; to keep a part of a store on another disk, mount that disk there (mount --bind) or move the whole store"
        case .shortenPathOrMount:
            ": choose a shorter one, or mount the directory at one (mount --bind)"
        case .findOtherCopy: ": 'stillstore verify --repair' looks for another copy"
        case .findOtherCopies: "; 'stillstore verify --repair' looks for other copies"
        case .makeRendition: "; 'stillstore thumbnails --missing' makes it again"
        case .rebuildJournal: ": 'stillstore rebuild journal' writes it anew"
        case .skipUnreadable:
            ": repair the disk or the permissions and run again, or leave out what cannot be read with --skip-unreadable"
        case .restoreFromBackup:
            ": bring back what failed with 'stillstore verify --repair --apply --from BACKUP'"

        case .rebuildCatalog(let condition): rebuild(condition)
        }
    }

    private static func option(_ limit: Remedy.Limit) -> String {
        switch limit {
        case .fileBytes: "--max-file-size"
        case .pixels: "--max-pixels"
        case .side: "--max-side"
        case .pixelBytes: "--max-memory"
        case .animationPixels: "\"animation_pixels\" under \"limits\" in stillstore.json"
        case .scans: "\"scans\" under \"limits\" in stillstore.json"
        }
    }

    private static func rebuild(_ condition: Remedy.CatalogueCondition) -> String {
        let again = "make it again with 'stillstore rebuild catalogue'"
        let safe = "; the pictures under objects/ are not affected"
        return switch condition {
        case .lost: ": put back a copy of it, or \(again)\(safe)"
        case .foreign: ": put back a copy of the catalogue, or \(again)\(safe)"
        case .behind: ": run 'stillstore rebuild catalogue' first"
        case .ofAnotherStore: ": put back its own, or \(again)"
        case .notACatalogue:
            ": move it away, and put back the store's own, or \(again)\(safe)"
        case .behindBackup(let root):
            ": put back its own, run the backup again, or make it again with 'stillstore rebuild catalogue --store \(root.text)'"
        }
    }
}

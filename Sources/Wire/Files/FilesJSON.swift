import StillStoreCore
package import StillStoreRuns
package import Values

/// A store that was made, or was there.
package struct StoreJSON: WireJSON {
    package let store, id, made: String

    package init(path: String, id: String, isNew: Bool) {
        store = path
        self.id = id
        made = isNew ? "yes" : "no"
    }
}

/// The result for one asset that was exported.
package struct ExportItemJSON: WireJSON {
    package let event: EventName
    package let path: String
    package let reason: String?

    /// - Parameter words: how the program says what can be done about a failure.
    package init(_ item: ExportItem, _ words: RemedyWords) {
        path = item.path
        switch item.outcome {
        case .written: (event, reason) = (.written, nil)
        case .unchanged: (event, reason) = (.unchanged, nil)
        case .failed(let failure): (event, reason) = (.failed, failure.sentence(words))
        }
    }
}

/// A contact sheet that was written.
package struct SheetJSON: WireJSON {
    package let file: String
    package let pictures, failed: Int

    package init(file: String, pictures: Int, failed: Int) {
        self.file = file
        self.pictures = pictures
        self.failed = failed
    }
}

/// A picture that was rendered to a file outside of the store.
package struct RenderedJSON: WireJSON {
    package let file, format: String
    package let width, height, size: Int

    package init(file: String, format: String, width: Int, height: Int, size: Int) {
        self.file = file
        self.format = format
        self.width = width
        self.height = height
        self.size = size
    }
}

import Catalog
import ContentStore
import Foundation
import StillStoreCore
import StillStoreRuns
import Synchronization
import Values

/// Restores the bytes of lost objects: from quarantine and trash, from the files they were ingested
/// from, from other stores and directories, and last from their sources. Only bytes with the
/// recorded digest are used. All of it runs on one thread, which it blocks.
final class RestoreObjects: Sendable {
    private struct State {
        /// Staged and not published yet.
        var staged: [(blob: StagedObject, step: RepairStep)] = []
        /// Restored, or found by a plan.
        var found: Set<Digest> = []
    }

    private let library: Library
    private let request: VerifyRequest
    private let register: DefectRegister
    private let applyRepair: ApplyRepair
    /// Damaged files that a planned repair left where they are: they may hold lost bytes.
    private let copies: [FilePath]
    private let stop: StopSignal
    private let state = Mutex(State())
    private var disk: Disk { library.directory.disk }

    private static let batch = 64
    private static let page = 512

    init(
        _ library: Library, _ request: VerifyRequest, _ register: DefectRegister,
        _ applyRepair: ApplyRepair, _ copies: [FilePath], _ stop: StopSignal
    ) {
        self.library = library
        self.request = request
        self.register = register
        self.applyRepair = applyRepair
        self.copies = copies
        self.stop = stop
    }

    func run() throws {
        let sizes = try lostSizes()
        if sizes.isEmpty { return }
        for path in copies { try search(at: path, sizes) }
        try walk(library.directory.filesSetAside(), sizes)
        try flush()
        try askSourceFiles()
        for donor in request.donors { try ask(absolute(donor), sizes) }
        try flush()
        try askSources()
    }

    /// Calls `body` for every blob that is lost and not found yet.
    private func eachLost(_ body: (BlobCheck) throws -> Void) throws {
        var after: Digest?
        while !stop.isRequested {
            let from = after
            let page = try library.catalog.read {
                try $0.lostBlobs(after: from, limit: RestoreObjects.page)
            }
            guard let last = page.last else { return }
            after = last.digest
            for blob in page where !stop.isRequested {
                if !state.withLock({ $0.found.contains(blob.digest) }) { try body(blob) }
            }
        }
    }

    private func lostSizes() throws -> Set<Int64> {
        var sizes: Set<Int64> = []
        try eachLost { blob in sizes.insert(blob.size) }
        return sizes
    }

    // MARK: Where bytes may be

    private func walk(_ walk: FileWalk, _ sizes: Set<Int64>) throws {
        while !stop.isRequested, let found = walk.next() {
            if case .file(let path, _) = found { try search(at: path, sizes) }
        }
    }

    /// Restores a lost object from this file if the bytes match.
    private func search(at path: FilePath, _ sizes: Set<Int64>) throws {
        // An unreadable file cannot help, whatever the reason.
        guard let facts = try? disk.stat(path), facts.kind == .file,
            sizes.contains(Int64(clamping: facts.size)),
            let (digest, _) = try? disk.reader(path).digest(),
            !state.withLock({ $0.found.contains(digest) }),
            let row = try library.catalog.read({ try $0.blobCheck(digest) }),
            row.state != .present
        else { return }
        try restore(digest, from: path) { try disk.reader(path) }
    }

    private func askSourceFiles() throws {
        var after = Data()
        while !stop.isRequested {
            let from = after
            let page = try library.catalog.read {
                try $0.sourceFilesOfLost(after: from, limit: RestoreObjects.page)
            }
            guard let last = page.last else { break }
            after = last.path
            for (path, blob) in page where !stop.isRequested {
                let path = FilePath(bytes: path)
                if !state.withLock({ $0.found.contains(blob.digest) }), holds(path, blob) {
                    try restore(blob.digest, from: path) { try disk.reader(path) }
                }
            }
        }
        try flush()
    }

    /// A store is asked by digest; any other directory is walked.
    private func ask(_ donor: FilePath, _ sizes: Set<Int64>) throws {
        let other = StoreFiles(at: donor, disk)
        guard try other.hasConfiguration() else {
            let roots = try disk.stat(donor) == nil ? [] : [FileWalk.Root(donor)]
            return try walk(
                FileWalk(
                    roots: roots, disk: disk, store: library.directory, isExcluded: nil), sizes)
        }
        try eachLost { blob in
            let size = UInt64(max(0, blob.size))
            guard (try? other.objects.isWhole(blob.digest, size: size)) == true else { return }
            let key = ObjectKey.original(blob.digest)
            let path = other.objects.location(of: key)
            try restore(blob.digest, from: path) { try other.objects.open(key) }
        }
    }

    private func holds(_ path: FilePath, _ blob: BlobCheck) -> Bool {
        guard let facts = try? disk.stat(path), facts.kind == .file,
            Int64(clamping: facts.size) == blob.size
        else { return false }
        return (try? disk.reader(path).digest().0) == blob.digest
    }

    private func askSources() throws {
        try eachLost { blob in
            state.withLock { _ = $0.found.insert(blob.digest) }
            try askSources(of: blob.digest)
        }
    }

    private func askSources(of digest: Digest) throws {
        var step = self.step(.restore, digest)
        guard request.repair == .apply else {
            let assets = try library.catalog.read { try $0.assets(digest: digest, limit: 100) }
            step.from = assets.last { $0.asset.source != nil }?.asset.source
            return register.add(
                step.from == nil ? self.step(.giveUp, digest) : step, .planned)
        }
        let nothing = "no copy of it was found"
        switch try library.refetchBlocking(digest, request.retrieval, stop) {
        case .restored(let source):
            step.from = source
            register.add(step, .done)
        case .whole: break
        case .noSource: try giveUp(digest, nothing + ", and it has no source to fetch it from")
        case .failed(let failures):
            let words = failures.map { "\($0.file): \($0.sentence(library.words))" }.joined(
                separator: "; ")
            try giveUp(digest, nothing + ", and its source does not give it (\(words))")
        }
    }

    private func giveUp(_ digest: Digest, _ why: String) throws {
        var defect = Defect(
            .objectMissing, .object(digest), at: shownLocation(digest), why)
        defect.digest = digest
        register.add(step(.giveUp, digest), .failed(why), about: defect)
    }

    // MARK: Taking them

    private func step(_ action: RepairStep.Action, _ digest: Digest) -> RepairStep {
        var step = RepairStep(
            action, .objectMissing, shownLocation(digest), "its bytes are lost")
        step.digest = digest
        return step
    }

    private func shownLocation(_ digest: Digest) -> String {
        library.directory.shown(library.directory.objects.location(of: .original(digest)))
    }

    private func restore(
        _ digest: Digest, from path: FilePath, _ open: () throws -> (any ObjectReader)?
    ) throws {
        var step = self.step(.restore, digest)
        step.from = library.directory.shown(path)
        state.withLock { _ = $0.found.insert(digest) }
        guard request.repair == .apply else { return register.add(step, .planned) }
        let copy = try open().map { try applyRepair.staging().stageCopy(of: $0) }
        guard let copy, copy.digest == digest else {
            // It changed since it was read: another file may have the bytes.
            if let copy { try applyRepair.staging().discard(copy.path) }
            state.withLock { _ = $0.found.remove(digest) }
            return
        }
        let blob = StagedObject(original: digest, size: copy.size, path: copy.path)
        let count = state.withLock { state in
            state.staged.append((blob, step))
            return state.staged.count
        }
        if count == RestoreObjects.batch { try flush() }
    }

    /// Publishes what is staged, durably, and updates the rows.
    private func flush() throws {
        let some = state.withLock { state in
            defer { state.staged = [] }
            return state.staged
        }
        if some.isEmpty { return }
        let staging = try applyRepair.staging()
        try staging.sync(some.map(\.blob))
        try library.directory.withObjectLock(.shared) {
            try library.directory.objects.publish(some.map(\.blob), from: staging)
            try library.recordRestored(some.map(\.blob))
        }
        for (_, step) in some { register.add(step, .done) }
    }
}

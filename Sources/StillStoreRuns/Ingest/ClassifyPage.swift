import Catalog
import ContentStore
import Foundation
import Imaging
import StillStoreCore
import Values

/// Looks at the files of a page, compares them with the catalogue, and finishes those that need
/// not be read.
struct ClassifyPage: Sendable {
    let library: Library
    let request: IngestRequest

    init(_ library: Library, _ request: IngestRequest) {
        self.library = library
        self.request = request
    }

    func classify(_ page: ScanPage) throws -> [SourceScan.Finding] {
        try library.catalog.read { reader in
            try reader.lookingUp { lookup in
                var known = UnchangedCheck(library, request, reader)
                var results = Results()
                for part in page.parts {
                    try classify(part, &known, &lookup, &results)
                }
                return results.all
            }
        }
    }

    /// Results in the making; what is classified in a row goes together.
    private struct Results {
        private var done: [SourceScan.Finding] = []
        private var classified: [PreparedItem] = []

        mutating func add(_ item: PreparedItem) { classified.append(item) }

        mutating func add(_ finding: SourceScan.Finding) {
            if !classified.isEmpty { done.append(.classified(classified)) }
            classified = []
            done.append(finding)
        }

        var all: [SourceScan.Finding] {
            classified.isEmpty ? done : done + [.classified(classified)]
        }
    }

    private func classify(
        _ part: ScanPage.Part, _ known: inout UnchangedCheck, _ lookup: inout BatchLookup,
        _ results: inout Results
    ) throws {
        switch part.stretch {
        case .single(.skipped(let path, let skip)): results.add(.skipped(path, skip))
        case .single(.failed(let path, let error)): results.add(.unreadable(path, error))
        case .single(.file(let path, let relative)):
            try classify(path, relative, part.index, &known, &lookup, &results) {
                () throws(DiskError) in try library.directory.disk.stat(path)
            }
        case .files(let files):
            var directory: FoundFacts
            do throws(DiskError) {
                directory = try FoundFacts(files.directory, library.directory.disk)
            } catch {
                for index in 0..<files.count { results.add(.unreadable(files.path(index), error)) }
                return
            }
            for index in 0..<files.count {
                try classify(
                    files.path(index), files.relative(index), part.index + index, &known, &lookup,
                    &results
                ) { () throws(DiskError) in try directory.facts(of: files, index) }
            }
        }
    }

    private func classify(
        _ path: FilePath, _ relative: [UInt8], _ index: Int, _ known: inout UnchangedCheck,
        _ lookup: inout BatchLookup, _ results: inout Results,
        _ look: () throws(DiskError) -> FileFacts?
    ) throws {
        let facts: FileFacts
        do throws(DiskError) {
            guard let found = try look() else { return results.add(.gone(path)) }
            facts = found
        } catch {
            return results.add(.unreadable(path, error))
        }
        var file = SourceFile(path: path, relative: relative, index: index, facts: facts)
        // Removing a file takes more certainty than its times give.
        if request.transfer == .move { return results.add(.toPrepare(file)) }
        let row = try lookup.files.file(at: path.bytes)
        var noted: Digest?
        switch row?.isAbout(facts) == true ? row?.outcome : nil {
        case .stored(let digest):
            noted = digest
            if !request.rereads, let item = try known.unchanged(file, digest, &lookup) {
                return results.add(item)
            }
        case .refused(.known(let kind), let reason, let reader):
            if !request.rereads, reader == library.decoderVersion, !request.keepsUndecodable {
                return results.add(.failed(path, kind, reason))
            }
        // Refused for what this version has no word for: it is read again.
        case .refused(.foreign, _, _), nil: break
        }
        file.expected = try known.expected(of: file, noted: noted, &lookup)
        results.add(.toPrepare(file))
    }
}

extension KnownFile {
    fileprivate func isAbout(_ facts: FileFacts) -> Bool {
        size == Int64(facts.size) && modified == facts.modified && changed == facts.changed
            && device == Int64(bitPattern: facts.identity.device)
            && inode == Int64(bitPattern: facts.identity.inode)
    }
}

extension PreparedItem {
    static func gone(_ path: FilePath) -> PreparedItem { .failed(path, .unreadable, "it is gone") }

    fileprivate static func unreadable(_ path: FilePath, _ error: DiskError) -> PreparedItem {
        error.isNotFound ? gone(path) : .failed(path, .unreadable, error.explanation)
    }
}

/// The files of a directory on a web server, and of those below it, as the server's own index of
/// each names them: nginx, Apache, Python's http.server and the like.
///
/// Only links below the directory itself, on the same server, count: neither those that lead up or
/// elsewhere, nor the index in another order.
package struct WebDirectoryListing: SourceListing {
    private let source: SourceURI
    private let http: HTTPClient
    private let addresses: AddressRule

    /// More than a person keeps in directories; what is deeper is a server's loop.
    private static let depthLimit = 16, directoryLimit = 10_000, fileLimit = 1_000_000
    private static let pageLimit = 32 << 20

    package init(source: SourceURI, http: HTTPClient, addresses: AddressRule) {
        self.source = source
        self.http = http
        self.addresses = addresses
    }

    /// A directory below that cannot be listed does not affect the others: it is in the listing
    /// itself, with its error, and so is one that is too deep.
    package func forEachPage(
        unless isStopped: @escaping @Sendable () -> Bool,
        _ take: ([ListedSource]) throws -> Void
    ) throws {
        guard var start = WebAddress(source.whole) else {
            throw RetrievalError(.unsupported, "it is not an address that can be read")
        }
        if !start.path.hasSuffix("/") { start.path += "/" }
        start.query = nil
        var waiting = [(start, 1)]
        var seen: Set<String> = [start.path]
        var (next, files) = (0, 0)
        var root: String?
        while next < waiting.count {
            let (directory, depth) = waiting[next]
            next += 1
            var found: [ListedSource] = []
            do throws(RetrievalError) {
                let (folder, links) = try links(of: directory, below: root, isStopped)
                root = root ?? folder
                seen.insert(folder)
                for link in links where seen.insert(link.path).inserted {
                    if link.path.hasSuffix("/") {
                        if depth < Self.depthLimit {
                            waiting.append((link, depth + 1))
                        } else {
                            found += problem(link, Self.tooDeep)
                        }
                    } else if let source = try? SourceURI(link.text) {
                        found.append(ListedSource(source: source, path: source.mirror.path))
                    }
                }
            } catch {
                if error.kind == .stopped || next == 1 { throw error }
                found += problem(directory, error)
            }
            files += found.count
            guard waiting.count <= Self.directoryLimit, files <= Self.fileLimit else {
                throw RetrievalError(
                    .badAnswer,
                    "it names more than \(Self.directoryLimit) directories or \(Self.fileLimit) files: fetch the directories below it one by one"
                )
            }
            if !found.isEmpty { try take(found) }
        }
    }

    private static let tooDeep = RetrievalError(
        .unsupported, "it is more than \(depthLimit) directories deep: fetch it by its own address")

    /// The entry in the listing for a directory that is not read.
    private func problem(_ directory: WebAddress, _ error: RetrievalError) -> [ListedSource] {
        guard let source = try? SourceURI(directory.text) else { return [] }
        var listed = ListedSource(source: source, path: source.mirror.path)
        listed.problem = error
        return [listed]
    }

    /// - Parameter root: the directory that all must lie below; nil for that one itself.
    /// - Returns: the folder that the index is of by now, and what it names below that.
    private func links(
        of directory: WebAddress, below root: String?,
        _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> (folder: String, links: [WebAddress]) {
        var request = HTTPRequest(directory, addresses: addresses)
        request.headers.append(("Accept", "text/html"))
        let (head, body) = try http.answer(
            to: request, limit: Self.pageLimit, unless: isStopped)
        guard head.status == 200 else { throw head.refusal(Array(body.prefix(2048))) }
        guard head["content-type"]?.lowercased().contains("html") == true else {
            throw RetrievalError(
                .badAnswer,
                "\(directory.path) is no directory that the server lists: it is \(head["content-type"] ?? "of no type")"
            )
        }
        let base = try moved(directory, to: head.url, below: root)
        let folder = Self.folder(of: base.path)
        let links = HTMLLinks.references(in: Array(body)).compactMap { bytes -> WebAddress? in
            guard var link = base.resolving(bytes), link.query == nil,
                link.scheme == base.scheme, link.host == base.host,
                link.port == base.port, link.path.hasPrefix(folder),
                link.path != folder, !Self.hasSteps(link.path)
            else { return nil }
            (link.user, link.password) = (directory.user, directory.password)
            return link
        }
        return (folder, links)
    }

    /// The address that the links of an index start from: that of where redirects led (RFC 3986,
    /// 5.1.3), on the server that was named, which sends on what has moved to another.
    private func moved(
        _ directory: WebAddress, to url: String, below root: String?
    ) throws(RetrievalError) -> WebAddress {
        guard let end = WebAddress(url), end.path != directory.path else { return directory }
        let folder = Self.folder(of: end.path)
        let isAbove = folder != directory.path && directory.path.hasPrefix(folder)
        guard root.map({ folder.hasPrefix($0) }) ?? !isAbove else {
            throw RetrievalError(
                .redirect, "it leads to \(end.path), which is not below what was asked for")
        }
        var base = directory
        base.path = end.path
        return base
    }

    private static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.endIndex)])
    }

    /// Whether a path could lead up, also where it is written with escapes.
    private static func hasSteps(_ path: String) -> Bool {
        path.split(separator: "/").contains { part in
            let name = percentDecoded(Array(part.utf8))
            return name == [UInt8(ascii: ".")] || name == Array("..".utf8)
                || name.contains(UInt8(ascii: "/"))
        }
    }
}

/// The files of a directory on a web server, and of those below it, as the server's own index of
/// each names them: nginx, Apache, Python's http.server and the like.
///
/// Links count only where they lead below the directory itself, on the same server: neither up,
/// nor elsewhere, nor to the index in another order.
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

    /// A directory that cannot be listed keeps the others from nothing; the first to fail is the
    /// error, once all are done.
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
        var failure: RetrievalError?
        while next < waiting.count {
            let (directory, depth) = waiting[next]
            next += 1
            var found: [ListedSource] = []
            do throws(RetrievalError) {
                for link in try links(of: directory, isStopped)
                where seen.insert(link.path).inserted {
                    if link.path.hasSuffix("/") {
                        if depth < Self.depthLimit { waiting.append((link, depth + 1)) }
                    } else if let source = try? SourceURI(link.text) {
                        found.append(ListedSource(source: source, path: source.mirror.path))
                    }
                }
            } catch {
                if error.kind == .stopped || next == 1 { throw error }
                failure = failure ?? error
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
        if let failure { throw failure }
    }

    private func links(
        of directory: WebAddress, _ isStopped: @escaping @Sendable () -> Bool
    ) throws(RetrievalError) -> [WebAddress] {
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
        return HTMLLinks.references(in: Array(body)).compactMap { bytes in
            guard var link = directory.resolving(bytes), link.query == nil,
                link.scheme == directory.scheme, link.host == directory.host,
                link.port == directory.port, link.path.hasPrefix(directory.path),
                link.path != directory.path, !Self.hasSteps(link.path)
            else { return nil }
            (link.user, link.password) = (directory.user, directory.password)
            return link
        }
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

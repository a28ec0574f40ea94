import HTTPTypes
import Hummingbird
import Wire

extension Routes {
    /// Addresses that people see. All of them are answered with the same page, which looks at the address.
    private static let addresses = [
        ("/", "showLibrary"), ("/sign-in", "showSignIn"), ("/picture/{id}", "showPicture"),
        ("/compare", "showCompare"), ("/albums", "showAlbums"), ("/albums/{id}", "showAlbum"),
        ("/projects", "showProjects"), ("/projects/{id}", "showProject"),
        ("/shots/{id}", "showShot"), ("/sessions", "showSessions"),
        ("/sessions/{id}", "showSession"), ("/jobs", "showJobs"), ("/jobs/{id}", "showJob"),
        ("/upload", "showUpload"), ("/missing", "showMissing"), ("/store", "showStore"),
        ("/settings", "showSettings"),
    ]

    /// The web pages. They ask the API for everything that they show.
    mutating func addPages() {
        for (path, name) in Routes.addresses {
            addPage(path, name) { exchange in try exchange.page("app/index.html") }
        }
        addPage("/s/{key}", "showShared") { exchange in try exchange.page("shared/index.html") }
        addPage("/pages/{version}/{path...}", "getPageFile") { exchange in
            let pages = exchange.services.pages
            guard exchange.fields["version"].map(String.init) == pages.version,
                let path = exchange.fields["path"], let file = pages.file(String(path))
            else { throw Problem.noRoute }
            let caching = pages.mayBeKept ? "public, max-age=31536000, immutable" : "no-store"
            return exchange.response(file, caching: caching)
        }
    }

    private mutating func addPage(
        _ path: String, _ name: String,
        _ handle: @escaping @Sendable (Exchange) async throws -> Response
    ) {
        add(
            .get, path, name, "A page for people", .open, query: Nothing.self, answer: .page,
            handle)
    }
}

extension Exchange {
    /// What a page may do: nothing that is not in the program's own files.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        + "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        + "trusted-types 'none'"

    fileprivate func page(_ path: String) throws(Problem) -> Response {
        guard let file = services.pages.file(path) else { throw .noRoute }
        var response = response(file, caching: "no-cache")
        response.headers[.contentSecurity] = Exchange.policy
        return response
    }

    fileprivate func response(_ file: PageFiles.File, caching: String) -> Response {
        let takesGzip = (request.headers[.acceptEncoding] ?? "").split(separator: ",").contains {
            let parts = $0.split(separator: ";")
            return parts.first?.contains("gzip") == true && parts.count == 1
        }
        let bytes = takesGzip ? file.gzip : file.bytes
        var headers: HTTPFields = [
            .contentType: file.mediaType, .cacheControl: caching, .vary: "Accept-Encoding",
            .contentLength: String(bytes.count),
        ]
        if takesGzip { headers[.contentEncoding] = "gzip" }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

import HTTPTypes
import Hummingbird
import StillStoreCore

extension Routes {
    /// Uploads in several requests: tus 1.0.0.
    mutating func addResumableUploads() {
        let one = "/api/v1/uploads/{id}"
        add(
            .options, "/api/v1/uploads", "describeUploads", "What of tus (tus.io) is spoken here",
            .open, query: Nothing.self, answer: .nothing
        ) { $0.spokenTus }
        add(
            .options, one, "describeUpload", "The same", .open, query: ByID.self, answer: .nothing
        ) { $0.spokenTus }
        add(
            .post, "/api/v1/uploads", "createUpload",
            "Begin an upload in several requests (tus); Upload-Metadata says bucket and path",
            .write, query: Nothing.self, body: .stream, answer: .empty(.created),
            problems: [409, 412, 422, 423, 429, 460]
        ) { exchange in
            try await exchange.resumable { try await TusUpload(exchange: exchange).create() }
        }
        add(
            .head, one, "getUpload", "How many bytes of it there are", .write, query: ByID.self,
            answer: .empty(.ok), problems: [412, 422]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            return try await exchange.resumable {
                try await TusUpload(exchange: exchange).status(id)
            }
        }
        add(
            .patch, one, "appendToUpload",
            "Send its next bytes; the last ones are answered when it is stored", .write,
            query: ByID.self, body: .stream, answer: .nothing,
            problems: [409, 412, 422, 423, 460]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            return try await exchange.resumable {
                try await TusUpload(exchange: exchange).append(id)
            }
        }
        add(
            .delete, one, "deleteUpload", "Do without it", .write, query: ByID.self,
            answer: .nothing, problems: [412, 423]
        ) { exchange in
            let id = try exchange.parameters(ByID.self).id
            return try await exchange.resumable {
                try await TusUpload(exchange: exchange).terminate(id)
            }
        }
    }
}

extension Exchange {
    fileprivate var spokenTus: Response {
        var headers = HTTPFields()
        headers[.tusVersion] = Tus.version
        headers[.tusExtension] = Tus.extensions
        headers[.tusMaxSize] = String(services.library.limits.fileBytes)
        headers[.tusAlgorithms] = UploadChecksum.algorithms
        return Response(status: .noContent, headers: headers).resumable
    }

    /// Problems too are answered with the header that clients of tus look for.
    fileprivate func resumable(_ answer: () async throws -> Response) async throws -> Response {
        do {
            return try await answer().resumable
        } catch {
            let problem = Problem(of: error)
            // The log is to say more of a fault.
            if problem.cause != nil { throw error }
            var response = problem.response.resumable
            if problem.status == .preconditionFailed {
                response.headers[.tusVersion] = Tus.version
            }
            return response
        }
    }
}

extension Response {
    /// As clients of tus wish to see it.
    fileprivate var resumable: Response {
        var response = self
        response.headers[.tusResumable] = Tus.version
        return response
    }
}

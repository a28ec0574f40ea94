import Foundation

/// The S3 of moto's server, on loopback.
///
/// An object can be read without a signature if it was put as public, and by any signature unless
/// those are verified. Verification has gaps in moto 5.2: a request without a signature is a 500;
/// `x-amz-content-sha256` must be among the signed headers; and a right signature is refused where
/// the key, or a prefix to list, needs more percent signs than those for spaces, slashes of a
/// prefix included.
package final class S3Server: Sendable {
    /// Why the server could not be prepared.
    package enum Failure: Error {
        case noProgram
        case refused(request: String, status: Int, answer: String)
    }

    /// The program in `STILLSTORE_MOTO`; nil without it, so that a test can be left out.
    package static let program = ProcessInfo.processInfo.environment["STILLSTORE_MOTO"]
        .flatMap { $0.isEmpty ? nil : $0 }

    package static let region = "us-east-1"

    package let port: UInt16
    /// A key that may do everything in S3; unless signatures are verified, any other will do too.
    package let accessKey: String
    package let secretKey: String

    private let verifiesSignatures: Bool
    private let directory: TemporaryDirectory
    private let running: ServerProgram

    package var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameter verifiesSignatures: whether a request must be signed, with the right key.
    package init(verifiesSignatures: Bool = false) throws {
        guard let program = Self.program else { throw Failure.noProgram }
        let port = try Sockets.freePort()
        let directory = TemporaryDirectory()
        running = try ServerProgram(
            program, ["-H", "127.0.0.1", "-p", String(port)], log: directory.path("moto.log"),
            ports: [port])
        self.directory = directory
        self.port = port
        self.verifiesSignatures = verifiesSignatures
        guard verifiesSignatures else {
            (accessKey, secretKey) = ("test", "test")
            return
        }
        (accessKey, secretKey) = try MotoAccess.makeKey(port: port)
        try MotoAccess.setVerifying(true, port: port)
    }

    package func stop() { running.stop() }

    package func makeBucket(_ bucket: String) throws { try request("PUT", "/" + bucket) }

    /// - Parameters:
    ///   - key: as it is; what a target cannot have is encoded here.
    ///   - isPublic: whether a request without a signature may read it.
    package func put(
        _ bytes: [UInt8], bucket: String, key: String, isPublic: Bool = false,
        headers: [(String, String)] = []
    ) throws {
        let access = isPublic ? [("x-amz-acl", "public-read")] : []
        try request(
            "PUT", "/\(bucket)/\(Self.encoded(key))", headers: access + headers, body: bytes)
    }

    package func remove(bucket: String, key: String) throws {
        try request("DELETE", "/\(bucket)/\(Self.encoded(key))")
    }

    /// Sends a request of the test's own, which needs no signature. With verification it must not
    /// coincide with requests of the client under test.
    private func request(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) throws {
        if verifiesSignatures { try MotoAccess.setVerifying(false, port: port) }
        let answer = try PlainHTTP.send(
            method, target, headers: headers, body: body, to: "127.0.0.1", port: port)
        if verifiesSignatures { try MotoAccess.setVerifying(true, port: port) }
        guard 200..<300 ~= answer.status else {
            throw Failure.refused(
                request: method + " " + target, status: answer.status, answer: answer.body)
        }
    }

    private static func encoded(_ key: String) -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
        return key.addingPercentEncoding(withAllowedCharacters: plain) ?? key
    }
}

import Foundation

/// A certificate authority of a test's own and a certificate that it gave to this machine.
struct TestAuthority {
    /// Why there is no certificate.
    enum Failure: Error {
        case noProgram
        case refused(arguments: [String], errors: String)
    }

    let caFile: String
    let certificateFile: String
    let keyFile: String

    /// Everything is in the configuration file: the programs that are called openssl differ in
    /// their options.
    private static let configuration = """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        [authority]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign
        subjectKeyIdentifier = hash
        [server]
        basicConstraints = critical, CA:FALSE
        extendedKeyUsage = serverAuth
        subjectAltName = DNS:localhost, IP:127.0.0.1

        """

    init(in directory: TemporaryDirectory) throws {
        guard let program = ServerProgram.find("openssl") else { throw Failure.noProgram }
        let file = { directory.path("tls/" + $0) }
        func openssl(_ arguments: String...) throws {
            let result = try runProgram(program, arguments)
            if result.status != 0 {
                throw Failure.refused(arguments: arguments, errors: result.errors)
            }
        }
        let settings = try directory.write(Array(Self.configuration.utf8), to: "tls/openssl.cnf")
        caFile = file("ca.pem")
        certificateFile = file("server.pem")
        keyFile = file("server.key")
        for key in [file("ca.key"), keyFile] {
            try openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
        }
        try openssl(
            "req", "-x509", "-new", "-key", file("ca.key"), "-sha256", "-days", "2",
            "-subj", "/CN=Test authority", "-config", settings, "-extensions", "authority",
            "-out", caFile)
        try openssl(
            "req", "-new", "-key", keyFile, "-sha256", "-subj", "/CN=localhost",
            "-config", settings, "-out", file("server.csr"))
        try openssl(
            "x509", "-req", "-in", file("server.csr"), "-CA", caFile, "-CAkey", file("ca.key"),
            "-set_serial", "1", "-sha256", "-days", "2", "-extfile", settings,
            "-extensions", "server", "-out", certificateFile)
    }
}

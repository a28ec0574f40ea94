import Foundation

/// A real nginx that serves a directory over HTTP and HTTPS on loopback.
package final class NginxServer: Sendable {
    /// Nil when nginx is not installed, so that a test can be left out.
    package static var program: String? {
        ServerProgram.find("nginx", in: ["/usr/sbin", "/opt/homebrew/bin"])
    }

    /// The directory that is served; what is below `/redirect/` is sent on to `/`.
    package let rootPath: String
    package let url: String
    /// By the name `localhost`, which the certificate has along with 127.0.0.1.
    package let secureURL: String
    /// The certificate of the authority that signed the server's.
    package let caFile: String

    /// Kept, because it is removed with its last owner.
    private let directory: TemporaryDirectory
    private let running: ServerProgram

    /// - Parameter directory: takes everything that nginx reads and writes.
    package init(directory: TemporaryDirectory) throws {
        guard let program = Self.program else { throw CocoaError(.fileNoSuchFile) }
        let authority = try TestAuthority(in: directory)
        let (port, securePort) = (try Sockets.freePort(), try Sockets.freePort())
        try directory.makeDirectory("root")
        self.directory = directory
        rootPath = directory.path("root")
        caFile = authority.caFile
        url = "http://127.0.0.1:\(port)"
        secureURL = "https://localhost:\(securePort)"
        let text = try Self.configuration(
            directory: directory.path, port: port, securePort: securePort, authority: authority,
            modules: Self.optionalModules(of: program))
        let file = try directory.write(Array(text.utf8), to: "nginx.conf")
        running = try ServerProgram(
            program, ["-p", directory.path, "-c", file, "-e", directory.path("error.log")],
            log: directory.path("nginx.log"), ports: [port, securePort])
    }

    package func stop() { running.stop() }

    /// A module makes its directory at the start even if unused, and in a place that only root
    /// can write to; but a directive of a module that was left out is an error.
    private static func optionalModules(of program: String) throws -> [String] {
        let built = try runProgram(program, ["-V"]).errors
        return ["proxy", "fastcgi", "uwsgi", "scgi"].filter {
            !built.contains("--without-http_\($0)_module")
        }
    }

    private static func configuration(
        directory: String, port: UInt16, securePort: UInt16, authority: TestAuthority,
        modules: [String]
    ) throws -> String {
        let places = modules.map { "\($0)_temp_path \"\(directory)/\($0)\";" }
        // A single process: a killed master would leave its workers behind.
        return """
            daemon off;
            master_process off;
            pid "\(directory)/nginx.pid";
            events { worker_connections 256; }
            http {
                access_log "\(directory)/access.log";
                client_body_temp_path "\(directory)/body";
                \(places.joined(separator: "\n    "))
                types {
                    image/png png; image/jpeg jpg jpeg; image/webp webp; image/gif gif;
                }
                default_type application/octet-stream;
                absolute_redirect off;
                server {
                    listen 127.0.0.1:\(port);
                    listen 127.0.0.1:\(securePort) ssl;
                    server_name localhost;
                    ssl_certificate "\(authority.certificateFile)";
                    ssl_certificate_key "\(authority.keyFile)";
                    root "\(directory)/root";
                    location /redirect/ { rewrite ^/redirect/(.*)$ /$1 redirect; }
                }
            }

            """
    }
}

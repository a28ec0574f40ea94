import Cryptography
import Foundation
import HTTPTypes
import Hummingbird

/// What a request for a WebSocket is answered (RFC 6455 section 4.2).
enum SocketHandshake {
    /// The headers of the answer 101.
    case accepted(HTTPFields)
    case refused(Response)

    /// - Throws: `Problem` for a key that is none.
    init(request: Request) throws {
        // It is left there only where the connection can become a WebSocket.
        guard request.headers[.upgrade] != nil else {
            self = .refused(
                SocketHandshake.upgradeRequired(
                    "ask for a WebSocket here: GET, HTTP/1.1, Upgrade: websocket"))
            return
        }
        guard request.headers[.webSocketVersion] == "13" else {
            self = .refused(
                SocketHandshake.upgradeRequired("version 13 of the protocol is spoken here"))
            return
        }
        guard let key = request.headers[.webSocketKey], Data(base64Encoded: key)?.count == 16
        else { throw Problem.invalid("Sec-WebSocket-Key", "must be 16 bytes in Base64") }
        self = .accepted([
            .upgrade: "websocket", .connection: "upgrade",
            .webSocketAccept: SocketHandshake.accept(key),
        ])
    }

    /// Proves that the key was read by a server of this protocol.
    static func accept(_ key: String) -> String {
        let text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        return Data(SHA1.hash(Array(text.utf8))).base64EncodedString()
    }

    private static func upgradeRequired(_ detail: String) -> Response {
        let status = HTTPResponse.Status(code: 426, reasonPhrase: "Upgrade Required")
        var response = Problem(status, "upgrade_required", detail).response
        response.headers[.upgrade] = "websocket"
        response.headers[.connection] = "upgrade"
        response.headers[.webSocketVersion] = "13"
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let webSocketVersion = HTTPField.Name("Sec-WebSocket-Version")!
    fileprivate static let webSocketKey = HTTPField.Name("Sec-WebSocket-Key")!
    fileprivate static let webSocketAccept = HTTPField.Name("Sec-WebSocket-Accept")!
}

import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// How one connection is read and written: HTTP/1.1, with a guard against clients that do harm.
///
/// The library's own channel has no limits of time for heads, bodies and readers, does not answer
/// `Expect: 100-continue`, and stops for ever after an `Upgrade` that nobody took.
struct ServerChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: Responder
    let limits: ServerLimits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            var decoding = NIOHTTPDecoderLimitConfiguration()
            decoding.maxHeaderFieldSize = limits.headerBytes
            decoding.maxHeaderListSize = limits.headerListBytes
            decoding.maxHeaderFieldCount = limits.headerCount
            let encoder = HTTPResponseEncoder()
            // What follows a request for an upgrade is kept until that is answered.
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(
                    leftOverBytesStrategy: .forwardBytes, limitConfiguration: decoding),
                maximumBufferSize: limits.unparsedBytes)
            let sockets = WebSocketSwitch(encoder: encoder, decoder: decoder, limits: limits)
            try pipeline.addHandlers([encoder, decoder])
            try pipeline.addHandler(ConnectionGuard(limits, sockets))
            try pipeline.addHandler(NIOHTTPResponseHeadersValidator())
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            // Closes idle connections when the server stops.
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}

/// A handler is about to read the body: a client that waits for that is told to go on.
struct WantsBody: Sendable {}

import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOWebSocket
import Testing

@testable import StillStoreServer

/// What needs time, on a clock that the tests move.
@Suite("Time and WebSockets") struct SocketTimeTests {
    private let limits = ServerLimits()

    private func channel() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: WebSocketHandler(limits))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func advance(_ channel: EmbeddedChannel, _ time: Duration) {
        channel.embeddedEventLoop.advanceTime(by: TimeAmount(time))
    }

    /// What the server has sent, as opcodes.
    private func sent(_ channel: EmbeddedChannel) throws -> [WebSocketFrame] {
        var frames: [WebSocketFrame] = []
        while let frame = try channel.readOutbound(as: WebSocketFrame.self) { frames.append(frame) }
        return frames
    }

    private func frame(_ opcode: WebSocketOpcode) -> WebSocketFrame {
        WebSocketFrame(
            fin: true, opcode: opcode, maskKey: WebSocketMaskingKey([1, 2, 3, 4]),
            data: ByteBuffer())
    }

    @Test("who answers pings stays, for as long as it likes")
    func answered() throws {
        let channel = try channel()
        for _ in 0..<10 {
            advance(channel, limits.ping)
            #expect(try sent(channel).map(\.opcode) == [.ping])
            try channel.writeInbound(frame(.pong))
        }
        #expect(channel.isActive)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test("who leaves two pings unanswered is closed")
    func silent() throws {
        let channel = try channel()
        advance(channel, limits.ping)
        advance(channel, limits.ping)
        #expect(try sent(channel).map(\.opcode) == [.ping, .ping])
        advance(channel, limits.ping)
        let last = try #require(try sent(channel).last)
        #expect(last.opcode == .connectionClose)
        var data = last.data
        #expect(data.readInteger(as: UInt16.self) == 4009)
        #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == .end(nil))
        advance(channel, limits.closing)
        #expect(!channel.isActive)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test("who does not read is closed, and nothing more is read from it meanwhile")
    func unread() throws {
        let channel = try channel()
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        advance(channel, limits.unread)
        let last = try #require(try sent(channel).last { $0.opcode == .connectionClose })
        var data = last.data
        #expect(data.readInteger(as: UInt16.self) == 4008)
        advance(channel, limits.closing)
        #expect(!channel.isActive)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test("who reads again in time stays")
    func readsAgain() throws {
        let channel = try channel()
        for isWritable in [false, true] {
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
            advance(channel, .milliseconds(1))
        }
        advance(channel, .seconds(30))
        try channel.writeInbound(frame(.pong))
        advance(channel, .seconds(31))
        try channel.writeInbound(frame(.pong))
        #expect(channel.isActive)
        #expect(try sent(channel).allSatisfy { $0.opcode == .ping })
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test("a client that does not answer a close is not waited for any longer than that")
    func closing() throws {
        let channel = try channel()
        channel.pipeline.triggerUserOutboundEvent(WebSocketClose.stopping, promise: nil)
        #expect(try sent(channel).map(\.opcode) == [.connectionClose])
        #expect(channel.isActive)
        advance(channel, limits.closing)
        #expect(!channel.isActive)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test("the route ends before the connection does when the client closes")
    func order() throws {
        let channel = try channel()
        try channel.writeInbound(frame(.connectionClose))
        #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == .end(nil))
        #expect(try sent(channel).map(\.opcode) == [.connectionClose])
        #expect(channel.isActive)
        channel.pipeline.triggerUserOutboundEvent(WebSocketClose.finished, promise: nil)
        #expect(!channel.isActive)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }
}

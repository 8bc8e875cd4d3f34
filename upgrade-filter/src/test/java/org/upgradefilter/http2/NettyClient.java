package org.upgradefilter.http2;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Netty's client over one connection that begins with HTTP/2. */
final class NettyClient {

    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel connection;

    NettyClient(int port) throws InterruptedException {
        connection =
                new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        Http2FrameCodecBuilder.forClient().build(),
                                                        new Http2MultiplexHandler(
                                                                new ChannelInboundHandlerAdapter()));
                                    }
                                })
                        .connect(InetAddress.getLoopbackAddress(), port)
                        .sync()
                        .channel();
    }

    /** A request whose content is sent in pieces, and may be cancelled. */
    @SuppressWarnings("FutureReturnValueIgnored") // What fails ends the stream, and so the content.
    final class Call {

        private final CompletableFuture<byte[]> content = new CompletableFuture<>();
        private final Http2StreamChannel stream;

        Call(String path, byte[] sent, int pieceBytes) throws InterruptedException {
            stream =
                    new Http2StreamChannelBootstrap(connection)
                            .handler(new Answer(content))
                            .open()
                            .sync()
                            .getNow();
            Http2Headers headers =
                    new DefaultHttp2Headers()
                            .method("POST")
                            .scheme("http")
                            .authority("a")
                            .path(path)
                            .addInt("content-length", sent.length);
            stream.write(new DefaultHttp2HeadersFrame(headers, sent.length == 0));
            for (int next = 0; next < sent.length; next += pieceBytes) {
                int count = Math.min(pieceBytes, sent.length - next);
                ByteBuf piece = Unpooled.wrappedBuffer(sent, next, count);
                stream.write(new DefaultHttp2DataFrame(piece, next + count == sent.length));
            }
            stream.flush();
        }

        /** What is answered, when all of it has come. */
        CompletableFuture<byte[]> content() {
            return content;
        }

        void cancel() {
            stream.close();
        }
    }

    boolean isOpen() {
        return connection.isActive();
    }

    void close() throws InterruptedException {
        if (!loop.isShuttingDown()) {
            connection.close().sync();
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    private static final class Answer extends ChannelInboundHandlerAdapter {

        private final CompletableFuture<byte[]> content;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Answer(CompletableFuture<byte[]> content) {
            this.content = content;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
            try {
                if (message instanceof Http2DataFrame data) {
                    data.content().readBytes(bytes, data.content().readableBytes());
                    end(data.isEndStream());
                } else if (message instanceof Http2HeadersFrame headers) {
                    end(headers.isEndStream());
                } else if (message instanceof Http2ResetFrame reset) {
                    content.completeExceptionally(new IOException("reset: " + reset.errorCode()));
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void end(boolean ends) {
            if (ends) {
                content.complete(bytes.toByteArray());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            content.completeExceptionally(new IOException("closed before the end"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            content.completeExceptionally(cause);
        }
    }
}

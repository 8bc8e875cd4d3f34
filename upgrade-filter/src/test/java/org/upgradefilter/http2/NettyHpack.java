package org.upgradefilter.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The other end, as Netty does it. */
final class NettyHpack {

    private static final long UNLIMITED = 0xFFFF_FFFFL;
    private static final int STREAM = 1;

    private final List<String> heard = new ArrayList<>();

    private final DefaultHttp2HeadersDecoder decoder =
            new DefaultHttp2HeadersDecoder(false, UNLIMITED) {
                @Override
                protected Http2Headers newHeaders() {
                    return new Listening();
                }
            };

    private final DefaultHttp2HeadersEncoder encoder;

    /**
     * @param minHuffmanChars shorter strings are sent as they are
     */
    NettyHpack(int minHuffmanChars) {
        encoder =
                new DefaultHttp2HeadersEncoder(
                        (name, value) -> value.length() % 5 == 0, true, 16, minHuffmanChars);
    }

    /** What a block has; empty if it is not valid. */
    Optional<List<String>> decode(byte[] block) {
        heard.clear();
        try {
            decoder.decodeHeaders(STREAM, Unpooled.wrappedBuffer(block));
        } catch (Http2Exception invalid) {
            if (invalid.error() != Http2Error.COMPRESSION_ERROR) {
                throw new AssertionError(invalid);
            }
            return Optional.empty();
        }
        return Optional.of(List.copyOf(heard));
    }

    /** A block with fields of these names and values, in this order. */
    byte[] encode(List<String> lines) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (String line : lines) {
            int colon = line.indexOf(':', 1);
            headers.add(line.substring(0, colon), line.substring(colon + 2));
        }
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(STREAM, headers, block);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        return bytes;
    }

    /** Grants the other end a table of this size, which it has been told. */
    void grant(long tableBytes) {
        try {
            decoder.maxHeaderTableSize(tableBytes);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Has been granted a table of this size. */
    void granted(long tableBytes) {
        try {
            encoder.maxHeaderTableSize(tableBytes);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Hears of fields in their order, which Netty does not keep for pseudo-header fields. */
    private final class Listening extends DefaultHttp2Headers {

        Listening() {
            super(false);
        }

        @Override
        public Http2Headers add(CharSequence name, CharSequence value) {
            heard.add(FieldLines.line(name.toString(), value.toString()));
            return this;
        }
    }
}

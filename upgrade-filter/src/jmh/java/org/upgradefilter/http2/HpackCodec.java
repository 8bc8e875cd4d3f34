package org.upgradefilter.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.apache.coyote.http2.TomcatHpack;
import org.apache.tomcat.util.http.MimeHeaders;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackException;
import org.upgradefilter.http.Field;

/** Header compression of one connection, as the benchmark needs it. */
interface HpackCodec {

    /** What becomes of a block, as a number. */
    int decode(ByteBuffer block);

    /** Writes the response. */
    void encode(ByteBuffer block);

    static HpackCodec of(String whose, List<Field> response) {
        return switch (whose) {
            case "ours" -> new Ours(response);
            case "tomcat" -> new Tomcat(response);
            case "jetty" -> new Jetty(response);
            case "netty" -> new Netty(response);
            default -> throw new IllegalArgumentException(whose);
        };
    }

    /** Ours. */
    final class Ours implements HpackCodec {

        private final HpackDecoder decoder = new HpackDecoder(4096);
        private final HpackEncoder encoder = new HpackEncoder(4096);
        private final List<Field> response;
        private int heard;

        Ours(List<Field> response) {
            this.response = response;
        }

        @Override
        public int decode(ByteBuffer block) {
            heard = 0;
            decoder.decode(block, (name, value) -> heard += name.length() + value.length());
            return heard;
        }

        @Override
        public void encode(ByteBuffer block) {
            encoder.begin(block);
            encoder.encodeStatus(200, block);
            for (Field field : response) {
                encoder.encode(field.name(), field.value(), block);
            }
        }
    }

    /** Tomcat's. */
    final class Tomcat implements HpackCodec {

        private final TomcatHpack hpack = new TomcatHpack();
        private final MimeHeaders response = new MimeHeaders();
        private int heard;

        Tomcat(List<Field> fields) {
            response.addValue(":status").setString("200");
            fields.forEach(field -> response.addValue(field.name()).setString(field.value()));
        }

        @Override
        public int decode(ByteBuffer block) {
            heard = 0;
            hpack.decode(block, (name, value) -> heard += name.length() + value.length());
            return heard;
        }

        @Override
        public void encode(ByteBuffer block) {
            hpack.encode(response, block);
        }
    }

    /** Jetty's. */
    final class Jetty implements HpackCodec {

        private final org.eclipse.jetty.http2.hpack.HpackDecoder decoder =
                new org.eclipse.jetty.http2.hpack.HpackDecoder(16_384, System::nanoTime);
        private final org.eclipse.jetty.http2.hpack.HpackEncoder encoder =
                new org.eclipse.jetty.http2.hpack.HpackEncoder();
        private final HttpFields.Mutable fields = HttpFields.build();

        Jetty(List<Field> response) {
            encoder.setMaxTableCapacity(4096);
            encoder.setTableCapacity(4096);
            response.forEach(field -> fields.add(field.name(), field.value()));
        }

        @Override
        public int decode(ByteBuffer block) {
            try {
                return decoder.decode(block).getHttpFields().size();
            } catch (HpackException invalid) {
                throw new IllegalStateException(invalid);
            }
        }

        @Override
        public void encode(ByteBuffer block) {
            try {
                encoder.encode(block, new MetaData.Response(200, null, HttpVersion.HTTP_2, fields));
            } catch (HpackException invalid) {
                throw new IllegalStateException(invalid);
            }
        }
    }

    /** Netty's. */
    final class Netty implements HpackCodec {

        private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
        private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
        private final Http2Headers response = new DefaultHttp2Headers();

        Netty(List<Field> fields) {
            response.status("200");
            fields.forEach(
                    field -> response.add(field.name().toLowerCase(Locale.ROOT), field.value()));
        }

        @Override
        public int decode(ByteBuffer block) {
            try {
                ByteBuf bytes = Unpooled.wrappedBuffer(block);
                return decoder.decodeHeaders(1, bytes).size();
            } catch (io.netty.handler.codec.http2.Http2Exception invalid) {
                throw new IllegalStateException(invalid);
            }
        }

        @Override
        public void encode(ByteBuffer block) {
            try {
                ByteBuf bytes = Unpooled.wrappedBuffer(block).writerIndex(0);
                encoder.encodeHeaders(1, response, bytes);
                block.position(bytes.writerIndex());
            } catch (io.netty.handler.codec.http2.Http2Exception invalid) {
                throw new IllegalStateException(invalid);
            }
        }
    }
}

package org.apache.coyote.http2;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.apache.tomcat.util.http.MimeHeaders;

/** Opens to the benchmark what Tomcat has for itself. */
public final class TomcatHpack {

    private final HpackDecoder decoder = new HpackDecoder(4096);
    private final HpackEncoder encoder = new HpackEncoder();

    /** Decodes a block, as Tomcat's parser does for each head. */
    public void decode(ByteBuffer block, BiConsumer<String, String> sink) {
        decoder.setHeaderEmitter(
                new HpackDecoder.HeaderEmitter() {
                    @Override
                    public void emitHeader(String name, String value) {
                        sink.accept(name, value);
                    }

                    @Override
                    public void setHeaderException(StreamException invalid) {
                        throw new IllegalStateException(invalid);
                    }

                    @Override
                    public void validateHeaders() {
                        // Nothing is wrong with them.
                    }
                });
        try {
            decoder.decode(block);
        } catch (HpackException invalid) {
            throw new IllegalStateException(invalid);
        }
    }

    /** Encodes a block. */
    public void encode(MimeHeaders fields, ByteBuffer block) {
        if (encoder.encode(fields, block) != HpackEncoder.State.COMPLETE) {
            throw new IllegalStateException("too little room");
        }
    }
}

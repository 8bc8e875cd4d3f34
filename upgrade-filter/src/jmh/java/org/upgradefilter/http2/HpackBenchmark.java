package org.upgradefilter.http2;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.upgradefilter.http.Field;

/**
 * What a head costs in header compression, beside Tomcat's, Jetty's and Netty's. Each makes of a
 * request what it usually does: calls for the fields (ours and Tomcat's), or an object.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HpackBenchmark {

    private static final String AGENT =
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static final List<Field> RESPONSE =
            List.of(
                    new Field("Content-Type", "text/plain;charset=UTF-8"),
                    new Field("Date", "Thu, 26 Nov 2026 04:07:52 GMT"),
                    new Field("Content-Length", "1024"),
                    new Field("Cache-Control", "no-cache"),
                    new Field("Vary", "accept-encoding"),
                    new Field("X-Content-Type-Options", "nosniff"));

    /** Whose codec it is. */
    @Param({"ours", "tomcat", "jetty", "netty"})
    public String whose;

    private final ByteBuffer response = ByteBuffer.allocate(4096);
    private final ByteBuffer indexed = block(4096);
    private final ByteBuffer literals = block(0);
    private HpackCodec codec;

    /** Has each codec fill its tables. */
    @Setup
    public void start() {
        codec = HpackCodec.of(whose, RESPONSE);
        ByteBuffer first = ByteBuffer.allocate(4096);
        encode(new HpackEncoder(4096), "/first", first);
        codec.decode(first.flip());
        encodeResponse();
    }

    /** The second block that is sent with a table of this size, without the update. */
    private static ByteBuffer block(int tableBytes) {
        HpackEncoder encoder = new HpackEncoder(tableBytes);
        ByteBuffer block = ByteBuffer.allocate(4096);
        encode(encoder, "/first", block);
        encode(encoder, "/plaintext/hello?name=world", block.clear());
        return block.flip();
    }

    private static void encode(HpackEncoder encoder, String path, ByteBuffer block) {
        encoder.begin(block);
        encoder.encode(":method", "GET", block);
        encoder.encode(":scheme", "http", block);
        encoder.encode(":authority", "www.example.com:8080", block);
        encoder.encode(":path", path, block);
        encoder.encode("user-agent", AGENT, block);
        encoder.encode("accept", "text/html,application/xhtml+xml,*/*;q=0.8", block);
        encoder.encode("accept-language", "en-US,en;q=0.5", block);
        encoder.encode("accept-encoding", "gzip, deflate", block);
        encoder.encode("sec-fetch-mode", "navigate", block);
        encoder.encode("priority", "u=0, i", block);
    }

    /** A request as a browser repeats it: all is in the table, but for the path. */
    @Benchmark
    public int decodeIndexed() {
        return codec.decode(indexed.rewind());
    }

    /** A request of a client that has no table. */
    @Benchmark
    public int decodeLiterals() {
        return codec.decode(literals.rewind());
    }

    /** A response whose like was sent before. */
    @Benchmark
    public int encodeResponse() {
        response.clear();
        codec.encode(response);
        return response.position();
    }
}

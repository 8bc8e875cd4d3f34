package org.upgradefilter.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.upgradefilter.http.Field;

/**
 * What a request costs in the filter, by the rules of the README. Subtract {@link #chainAlone},
 * which is there without a filter too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JudgeBenchmark {

    private final FrugalResponse response = new FrugalResponse();
    private final FrugalRequest plain = request("/index.html");
    private final FrugalRequest unoffered = request("/echo");
    private final FrugalRequest ignored =
            request(
                    "/index.html",
                    new Field("Connection", "Upgrade, HTTP2-Settings"),
                    new Field("Upgrade", "h2c"),
                    new Field("HTTP2-Settings", "AAMAAABkAAQAoAAAAAIAAAAA"));
    private final FrugalRequest handshake =
            request(
                    "/echo",
                    new Field("Connection", "Upgrade"),
                    new Field("Upgrade", "websocket"),
                    new Field("Sec-WebSocket-Version", "13"),
                    new Field("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));

    // Counted, so that the call is not compiled away.
    private long passed;
    private final FilterChain chain = (passedRequest, passedResponse) -> passed++;

    private UpgradeFilter filter;

    /** Starts the filter. */
    @Setup
    public void start() throws ServletException {
        filter = ReadmeRules.started();
    }

    /** Stops the filter. */
    @TearDown
    public void stop() {
        filter.destroy();
    }

    /** No filter: what is measured with all the others. */
    @Benchmark
    public long chainAlone() throws IOException, ServletException {
        chain.doFilter(plain, response);
        return passed;
    }

    /** Offers nothing, where nothing is required: nearly every request. */
    @Benchmark
    public long plainRequest() throws IOException, ServletException {
        filter.doFilter(plain, response, chain);
        return passed;
    }

    /** Offers nothing where WebSocket is required: 426. */
    @Benchmark
    public long upgradeRequired() throws IOException, ServletException {
        filter.doFilter(unoffered, response, chain);
        return passed;
    }

    /** Offers what is ignored. */
    @Benchmark
    public long ignoredOffer() throws IOException, ServletException {
        filter.doFilter(ignored, response, chain);
        return passed;
    }

    /** Offers WebSocket where it is required: 101, without the switch itself. */
    @Benchmark
    public long webSocketHandshake() throws IOException, ServletException {
        filter.doFilter(handshake, response, chain);
        return passed;
    }

    private static FrugalRequest request(String path, Field... further) {
        List<Field> fields =
                new ArrayList<>(
                        List.of(
                                new Field("Host", "example.com"),
                                new Field("User-Agent", "Mozilla/5.0"),
                                new Field("Accept", "text/html,*/*;q=0.8"),
                                new Field("Accept-Language", "en"),
                                new Field("Accept-Encoding", "gzip, deflate, br")));
        fields.addAll(Arrays.asList(further));
        return new FrugalRequest(path, null, fields);
    }
}

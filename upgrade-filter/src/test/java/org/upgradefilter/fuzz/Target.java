package org.upgradefilter.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.upgradefilter.http2.HpackDecoderFuzz;
import org.upgradefilter.http2.HpackEncoderFuzz;
import org.upgradefilter.http2.Http2ConnectionFuzz;
import org.upgradefilter.http2.Http2FramesFuzz;
import org.upgradefilter.websocket.DeflaterFuzz;
import org.upgradefilter.websocket.FramesFuzz;
import org.upgradefilter.websocket.InflaterFuzz;
import org.upgradefilter.websocket.Utf8Fuzz;

/**
 * What is fuzzed.
 *
 * @param id names its directories
 * @param type what Jazzer runs
 * @param test what the type does
 */
record Target(String id, Class<?> type, Consumer<byte[]> test) {

    static final List<Target> ALL =
            List.of(
                    new Target("frames", FramesFuzz.class, FramesFuzz::fuzzerTestOneInput),
                    new Target("utf8", Utf8Fuzz.class, Utf8Fuzz::fuzzerTestOneInput),
                    new Target("inflater", InflaterFuzz.class, InflaterFuzz::fuzzerTestOneInput),
                    new Target("deflater", DeflaterFuzz.class, DeflaterFuzz::fuzzerTestOneInput),
                    new Target("handshake", HandshakeFuzz.class, HandshakeFuzz::fuzzerTestOneInput),
                    new Target("parsers", ParsersFuzz.class, ParsersFuzz::fuzzerTestOneInput),
                    new Target(
                            "hpack-decoder",
                            HpackDecoderFuzz.class,
                            HpackDecoderFuzz::fuzzerTestOneInput),
                    new Target(
                            "hpack-encoder",
                            HpackEncoderFuzz.class,
                            HpackEncoderFuzz::fuzzerTestOneInput),
                    new Target(
                            "http2-frames",
                            Http2FramesFuzz.class,
                            Http2FramesFuzz::fuzzerTestOneInput),
                    new Target(
                            "http2-connection",
                            Http2ConnectionFuzz.class,
                            Http2ConnectionFuzz::fuzzerTestOneInput));

    /** Where its inputs are kept: those it begins with, and whatever has once failed. */
    Path seeds() {
        return Path.of("src/test/resources/fuzz", id);
    }

    List<Path> seedFiles() throws IOException {
        try (Stream<Path> files = Files.list(seeds())) {
            return files.sorted().toList();
        }
    }

    @Override
    public String toString() {
        return id;
    }
}

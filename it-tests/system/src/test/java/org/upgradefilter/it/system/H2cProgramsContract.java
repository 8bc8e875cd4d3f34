package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.H2cApplication;
import org.upgradefilter.it.PlainServlet;

/** curl and nghttp, which ask for HTTP/2 in clear. */
abstract class H2cProgramsContract extends ContainerContract {

    private static final int MEBIBYTE = 1 << 20;

    /** Or else it would be a form, which whoever asks for parameters reads. */
    static final String BINARY = "Content-Type: application/octet-stream";

    @TempDir private Path home;

    private final byte[] content = new byte[MEBIBYTE];
    private Path file;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new H2cApplication());
    }

    @BeforeEach
    void fill() throws Exception {
        new Random(1).nextBytes(content);
        file = Files.write(home.resolve("content"), content);
    }

    /** What a program says, which must have succeeded. */
    String output(String program, String... arguments) throws Exception {
        SystemProgram.Ended ended = SystemProgram.run(home, program, arguments);
        assertEquals(0, ended.exitCode(), ended.output());
        return ended.output();
    }

    String url(String target) {
        return server().resolve(target).toString();
    }

    /** How the programs are told to send {@link #content()}. */
    String file() {
        return file.toString();
    }

    byte[] content() {
        return content;
    }

    @Test
    void curl_is_answered_by_http_2() throws Exception {
        String said = output("curl", "-sS", "--http2", "-w", "%{http_version} ", url("/facts?a=b"));
        assertTrue(said.contains("protocol = HTTP/2.0\n"), said);
        assertTrue(said.contains("query = a=b\n"), said);
        assertTrue(said.endsWith("2 "), said);
    }

    @Test
    void curl_goes_on_over_the_same_connection() throws Exception {
        String format = "%{http_version}/%{num_connects} ";
        String said =
                output(
                        "curl",
                        "-sS",
                        "--http2",
                        "-o",
                        home.resolve("first").toString(),
                        "-o",
                        home.resolve("second").toString(),
                        "-w",
                        format,
                        url("/plain"),
                        url("/download?pieces=640"));
        assertEquals("2/1 2/0 ", said);
        String downloaded = Files.readString(home.resolve("second"), StandardCharsets.US_ASCII);
        assertEquals(H2cApplication.piece().repeat(640), downloaded);
    }

    @Test
    void curl_sends_a_mebibyte() throws Exception {
        String said =
                output(
                        "curl",
                        "-sS",
                        "--http2",
                        "-H",
                        BINARY,
                        "--data-binary",
                        "@" + file(),
                        url("/upload"));
        assertEquals(PlainServlet.digest(content), said);
    }

    @Test
    void curl_sends_chunks() throws Exception {
        String said =
                output(
                        "curl",
                        "-sS",
                        "--http2",
                        "-H",
                        BINARY,
                        "-H",
                        "Transfer-Encoding: chunked",
                        "--data-binary",
                        "@" + file(),
                        url("/upload"));
        assertEquals(PlainServlet.digest(content), said);
    }

    @Test
    void curl_is_shown_a_head_alone() throws Exception {
        String said = output("curl", "-sS", "--http2", "-I", url("/plain"));
        assertTrue(said.contains("HTTP/1.1 101"), said);
        assertTrue(said.contains("HTTP/2 200"), said);
    }

    @Test
    void nghttp_is_answered_by_http_2() throws Exception {
        String said = output("nghttp", "-u", url("/facts?a=b"));
        assertTrue(said.contains("protocol = HTTP/2.0\n"), said);
        assertTrue(said.contains("query = a=b\n"), said);
    }

    @Test
    void nghttp_asks_for_much_at_once() throws Exception {
        String said = output("nghttp", "-u", "-n", "-s", "-m", "90", url("/download?pieces=10"));
        assertEquals(
                90, said.lines().filter(line -> line.matches(".* 200 +160K .*")).count(), said);
    }
}

package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The system's {@code openssl s_client}, and a person who types into it. */
final class OpensslClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Thread reader;

    /** What it has said and nobody has waited for. */
    private String said = "";

    /**
     * Connects, or skips the test where there is no OpenSSL.
     *
     * @param trusted the only certificate it takes, as PEM
     */
    OpensslClient(int port, Path trusted, String... options) throws IOException {
        assumeTrue(isInstalled(), "needs openssl on the PATH");
        List<String> command = new ArrayList<>();
        command.addAll(List.of("openssl", "s_client", "-crlf", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of("-CAfile", trusted.toString(), "-verify_return_error"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = new Thread(this::read);
        reader.start();
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("openssl", "version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            byte[] piece = new byte[1 << 12];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                add(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void add(String more) {
        said += more;
    }

    private synchronized boolean hasSaid(String part) {
        return said.contains(part);
    }

    private synchronized void forgetUntil(String part) {
        said = said.substring(said.indexOf(part) + part.length());
    }

    private synchronized String said() {
        return said;
    }

    /** Types lines, all of them at once. */
    void type(String lines) throws IOException {
        process.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** Waits until it says {@code part}, after what was waited for before. */
    void await(String part) {
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast(() -> requireMore(part))
                .until(() -> hasSaid(part));
        forgetUntil(part);
    }

    private void requireMore(String part) {
        if (!reader.isAlive() && !hasSaid(part)) {
            throw new AssertionError("openssl has not said " + part + ", but\n" + said());
        }
    }

    /** Waits until the server, or an error, ends it; all it has said since. */
    String awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("openssl goes on after\n" + said());
        }
        reader.join();
        return said();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

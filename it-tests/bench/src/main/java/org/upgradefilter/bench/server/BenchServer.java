package org.upgradefilter.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Starts the container that its argument names, says at which ports, and answers each line of its
 * standard input with a line, until that ends.
 */
public final class BenchServer {

    // A strong reference, without which the level would be forgotten.
    private static final Logger ROOT = Logger.getLogger("");

    private BenchServer() {}

    /**
     * Runs the server.
     *
     * @param arguments {@code tomcat}, {@code jetty} or {@code undertow}; for the first two also
     *     {@code h2c} for HTTP/2, or a key store for TLS
     */
    public static void main(String[] arguments) throws Exception {
        ROOT.setLevel(Level.WARNING);
        BenchedServer server = server(List.of(arguments));
        System.out.println(
                server.start().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        answer();
        // The container's threads would go on.
        System.exit(0);
    }

    private static BenchedServer server(List<String> arguments) {
        String container = arguments.get(0);
        if (arguments.size() == 1) {
            return echoes(container);
        }
        String more = arguments.get(1);
        return more.equals("h2c")
                ? speaksHttp2(container)
                : encrypts(container, new KeyFile(Path.of(more)));
    }

    private static BenchedServer speaksHttp2(String container) {
        return switch (container) {
            case "tomcat" -> new TomcatH2c();
            case "jetty" -> new JettyH2c();
            default -> throw new IllegalArgumentException("no such container: " + container);
        };
    }

    private static BenchedServer encrypts(String container, KeyFile keys) {
        return switch (container) {
            case "tomcat" -> new TomcatTls(keys);
            case "jetty" -> new JettyTls(keys);
            default -> throw new IllegalArgumentException("no such container: " + container);
        };
    }

    private static EchoServer echoes(String container) {
        return switch (container) {
            case "tomcat" -> new TomcatEcho();
            case "jetty" -> new JettyEcho();
            case "undertow" -> new UndertowEcho();
            default -> throw new IllegalArgumentException("no such container: " + container);
        };
    }

    private static void answer() throws IOException {
        Usage usage = new Usage();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(
                    switch (line) {
                        case "cost" -> usage.cost();
                        case "memory" -> usage.memory();
                        default -> throw new IllegalArgumentException("not a question: " + line);
                    });
        }
    }
}

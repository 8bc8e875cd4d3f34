package org.upgradefilter.bench;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A JVM that runs one container, and tells what it uses. For one thread. */
public final class ServerProcess implements AutoCloseable {

    /** Of each container, what a path of its JARs in a Maven repository contains. */
    private static final Map<String, List<String>> JARS =
            Map.of(
                    "tomcat", List.of("/org/apache/tomcat/"),
                    "jetty", List.of("/org/eclipse/jetty/", "/jakarta/websocket/"),
                    "undertow", List.of("/io/undertow/", "/org/jboss/xnio/"));

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final List<Integer> ports;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        answers = process.inputReader();
        questions = process.outputWriter();
        ports = numbers(answer()).mapToInt(Math::toIntExact).boxed().toList();
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param jvmOptions beside the size of its heap
     */
    static ServerProcess start(String container, List<String> jvmOptions) throws IOException {
        return start(List.of(container), jvmOptions);
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param arguments the container, and what it is to be told
     * @param jvmOptions beside the size of its heap
     */
    public static ServerProcess start(List<String> arguments, List<String> jvmOptions)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms1g", "-Xmx1g"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath(arguments.get(0))));
        command.add("org.upgradefilter.bench.server.BenchServer");
        command.addAll(arguments);
        return new ServerProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Ours, without the JARs of the other containers, which repeat each other's APIs. */
    private static String classPath(String container) {
        List<String> others =
                JARS.entrySet().stream()
                        .filter(entry -> !entry.getKey().equals(container))
                        .flatMap(entry -> entry.getValue().stream())
                        .toList();
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> others.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** In clear. */
    public int port() {
        return ports.get(0);
    }

    /** For HTTPS, or for the container's own HTTP/2. */
    public int otherPort() {
        return ports.get(1);
    }

    public Cost cost() throws IOException {
        long[] numbers = ask("cost");
        return new Cost(numbers[0], numbers[1]);
    }

    /** After a collection. */
    public Memory memory() throws IOException {
        long[] numbers = ask("memory");
        return new Memory(numbers[0], numbers[1], numbers[2]);
    }

    private long[] ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        return numbers(answer()).toArray();
    }

    private static LongStream numbers(String line) {
        return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong);
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new EOFException("the server has ended; its errors are above");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        // The end of its input is the end of the server.
        questions.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    /** In bytes. */
    public record Memory(long heap, long direct, long resident) {

        public Memory since(Memory earlier) {
            return new Memory(
                    heap - earlier.heap, direct - earlier.direct, resident - earlier.resident);
        }

        /** The share of each of so many. */
        public Memory each(int count) {
            return new Memory(heap / count, direct / count, resident / count);
        }
    }
}

package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** What would have been logged, kept from the log of the build. */
public final class CapturedLog extends Handler implements AutoCloseable {

    private static final Formatter FORMATTER = new SimpleFormatter();

    private final Logger root = Logger.getLogger("");
    private final Handler[] others = root.getHandlers();

    /** In words: what was logged would hold the class loader of the application it came from. */
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    /** Captures until {@link #close}. */
    public static CapturedLog begin() {
        CapturedLog log = new CapturedLog();
        for (Handler other : log.others) {
            log.root.removeHandler(other);
        }
        log.root.addHandler(log);
        return log;
    }

    /** Starts {@code application}, which must fail; everything an administrator gets to read. */
    static String ofFailedStart(Container started, Application application) {
        return ofFailure(started, container -> container.start(application));
    }

    /** Deploys {@code war}, which must fail; everything an administrator gets to read. */
    static String ofFailedDeployment(Container started, Path war) {
        return ofFailure(started, container -> container.deploy(war));
    }

    private static String ofFailure(Container started, ThrowingConsumer<Container> start) {
        try (CapturedLog log = begin();
                Container container = started) {
            Exception thrown = assertThrows(Exception.class, () -> start.accept(container));
            return messages(thrown) + log.text();
        }
    }

    /** Everything from WARNING on, with the messages of all causes. */
    public String text() {
        return String.join("", lines);
    }

    /** The messages of {@code thrown} and all its causes, a line each. */
    static String messages(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append('\n');
        }
        return text.toString();
    }

    @Override
    public void publish(LogRecord entry) {
        if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            lines.add(FORMATTER.formatMessage(entry) + "\n" + messages(entry.getThrown()));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        for (Handler other : others) {
            root.addHandler(other);
        }
    }
}

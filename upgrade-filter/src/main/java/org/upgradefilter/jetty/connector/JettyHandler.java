package org.upgradefilter.jetty.connector;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.io.Strand;
import org.upgradefilter.takeover.FewAtOnce;

/**
 * Answers the requests of one connection, each through a channel of Jetty's, which serves one after
 * another.
 *
 * <p>A request that has the connection for itself waits until the application has left the one
 * before it, which may be after its response has ended. So it is with Jetty's own connection.
 * Others wait for nothing but a worker, which is the one that has brought them if it is through.
 */
final class JettyHandler implements HttpHandler {

    private final JettyDuplex transport;
    private final Strand strand;
    private final FewAtOnce turns;
    private final JettyChannels channels;

    /** To be run when the thread that is on the strand has left it. */
    private final Queue<Job> jobs = new ConcurrentLinkedQueue<>();

    private final Runnable runJobs = this::runJobs;

    // Confined to the strand.
    private @Nullable JettyStream waiting;
    private boolean running;
    private long requests;

    /**
     * @param turns of requests, shared with the other connections
     */
    JettyHandler(JettyDuplex transport, FewAtOnce turns) {
        this.transport = transport;
        this.turns = turns;
        strand = transport.strand();
        channels = new JettyChannels(new ConnectionFacts(transport.connection()));
    }

    @Override
    public ExchangeListener handle(Exchange exchange) {
        strand.check();
        JettyStream stream = new JettyStream(this, exchange, ++requests);
        if (!exchange.isAlone()) {
            inTurn(stream, transport.requestsBeside()).run();
        } else if (running) {
            waiting = stream;
        } else {
            running = true;
            if (exchange.request().contentLength() == 0) {
                strand.afterwards(inTurn(stream, transport.requests()));
            } else {
                outside(exchange, inTurn(stream, exchange.workers()));
            }
        }
        return stream;
    }

    /** Only requests wait for a turn, and nothing that one that has its turn could wait for. */
    private Runnable inTurn(JettyStream stream, Executor workers) {
        return () -> turns.execute(workers, stream::begin, stream::reject);
    }

    JettyChannels channels() {
        return channels;
    }

    Strand strand() {
        return strand;
    }

    /**
     * Runs {@code task}, which is the application's unless Jetty says that it does not block, on
     * this thread if that is not on the strand; else when it has left, or elsewhere. Any thread.
     */
    void outside(Exchange exchange, Runnable task) {
        if (strand.isCurrent()) {
            jobs.add(new Job(exchange, task));
            strand.afterwards(runJobs);
        } else {
            task.run();
        }
    }

    /** Keeps one for this thread that may block, and lets it hold up nobody. */
    private void runJobs() {
        Job kept = null;
        for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
            if (Invocable.getInvocationType(job.task()) == Invocable.InvocationType.NON_BLOCKING) {
                job.task().run();
            } else if (kept == null) {
                kept = job;
            } else {
                onOtherWorker(job);
            }
        }
        if (kept != null) {
            onWorker(kept);
        }
    }

    private void onWorker(Job job) {
        try {
            job.exchange().workers().execute(job.task());
        } catch (RejectedExecutionException stopped) {
            job.exchange().abort(stopped);
        }
    }

    private void onOtherWorker(Job job) {
        if (!job.exchange().isAlone()) {
            // Whose workers are always others.
            onWorker(job);
            return;
        }
        try {
            transport.nextTurns().execute(() -> onWorker(job));
        } catch (RejectedExecutionException stopped) {
            job.exchange().abort(stopped);
        }
    }

    /** The application is through with the stream, or will not hear of it. Any thread. */
    void left(JettyStream stream) {
        if (stream.exchange().isAlone()) {
            strand.execute(this::startWaiting);
        }
    }

    private void startWaiting() {
        JettyStream next = waiting;
        waiting = null;
        running = next != null;
        if (next != null) {
            // Not on this thread, which is still inside the application that has just left.
            onOtherWorker(new Job(next.exchange(), inTurn(next, next.exchange().workers())));
        }
    }

    private record Job(Exchange exchange, Runnable task) {}
}

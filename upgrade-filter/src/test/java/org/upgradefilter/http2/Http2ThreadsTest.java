package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.http1.BlockingHandler;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.SocketServer;
import org.upgradefilter.io.TimerThread;

/** Handlers that block, on threads of their own, answer Netty's client over one real socket. */
@Timeout(120)
class Http2ThreadsTest {

    private final TimerThread timer = new TimerThread("http2-test");
    private final Queue<Http2Connection> connections = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger aborted = new AtomicInteger();
    private SocketServer server;
    private NettyClient client;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Http2Settings settings =
                Http2Settings.inClear()
                        .withLimits(Http2Limits.defaults().withMaxOverhead(1_000_000));
        server =
                new SocketServer(
                        duplex -> {
                            BlockingHandler blocking = new BlockingHandler();
                            Http2Connection connection =
                                    new Http2Connection(
                                            duplex,
                                            timer,
                                            settings,
                                            exchange -> counting(blocking.handle(exchange)));
                            connections.add(connection);
                            return new Watched(connection);
                        });
        client = new NettyClient(server.port());
    }

    private ExchangeListener counting(ExchangeListener listener) {
        return new ExchangeListener() {
            @Override
            public void onReadable() {
                listener.onReadable();
            }

            @Override
            public void onWritable() {
                listener.onWritable();
            }

            @Override
            public void onAborted(IOException cause) {
                aborted.incrementAndGet();
                listener.onAborted(cause);
            }
        };
    }

    /** Tells when the connection has ended. */
    private final class Watched implements Connection {

        private final Http2Connection connection;

        Watched(Http2Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onOpen() {
            connection.onOpen();
        }

        @Override
        public void onReadable() {
            connection.onReadable();
        }

        @Override
        public void onWritable() {
            connection.onWritable();
        }

        @Override
        public void onOverflow() {
            connection.onOverflow();
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            connection.onClosed(cause);
            closed.countDown();
        }

        @Override
        public void shutdown() {
            connection.shutdown();
        }
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        client.close();
        server.close();
        timer.close();
    }

    private static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 100, 2",
        "1, 1, 100, 2",
        "1000, 7, 100, 2",
        "20000, 1000, 100, 2",
        "300000, 20000, 20, 1",
        "2000000, 100000, 4, 1"
    })
    void many_at_once_are_answered_with_their_own_content(
            int bytes, int pieceBytes, int streams, int rounds) throws Exception {
        byte[] content = content(bytes);
        for (int round = 0; round < rounds; round++) {
            List<NettyClient.Call> calls = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                calls.add(client.new Call(i % 2 == 0 ? "/length" : "/", content, pieceBytes));
            }
            for (NettyClient.Call call : calls) {
                assertArrayEquals(content, call.content().get(60, TimeUnit.SECONDS));
            }
        }
        assertEquals(0, aborted.get());
    }

    @Test
    void those_that_are_cancelled_at_any_time_harm_no_other() throws Exception {
        byte[] content = content(100_000);
        Random random = new Random(1);
        for (int round = 0; round < 10; round++) {
            List<NettyClient.Call> kept = new ArrayList<>();
            List<NettyClient.Call> cancelled = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                kept.add(client.new Call("/", content, 10_000));
                cancelled.add(client.new Call("/", content, 10_000));
                cancelled.get(random.nextInt(cancelled.size())).cancel();
            }
            cancelled.forEach(NettyClient.Call::cancel);
            for (NettyClient.Call call : kept) {
                assertArrayEquals(content, call.content().get(60, TimeUnit.SECONDS));
            }
        }
        assertTrue(client.isOpen());
        // All are left, or the end would wait for them.
        connections.forEach(Http2Connection::shutdown);
        assertTrue(closed.await(30, TimeUnit.SECONDS), "somebody has not left");
    }

    @Test
    void a_client_that_goes_amid_everything_leaves_nobody_waiting() throws Exception {
        byte[] content = content(1_000_000);
        List<NettyClient.Call> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(client.new Call("/", content, 50_000));
        }
        try {
            calls.get(0).content().get(1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It is under way.
        }
        client.close();
        assertTrue(closed.await(30, TimeUnit.SECONDS), "the connection is still there");
    }

    @Test
    void at_the_end_all_that_was_asked_is_answered() throws Exception {
        byte[] content = content(100_000);
        List<NettyClient.Call> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(client.new Call("/", content, 10_000));
        }
        calls.get(0).content().get(60, TimeUnit.SECONDS);
        connections.forEach(Http2Connection::shutdown);
        int answered = 0;
        for (NettyClient.Call call : calls) {
            try {
                assertArrayEquals(content, call.content().get(60, TimeUnit.SECONDS));
                answered++;
            } catch (ExecutionException refused) {
                // Behind the last stream: it may be asked elsewhere.
            }
        }
        assertEquals(100, answered, "answered");
        assertTrue(closed.await(30, TimeUnit.SECONDS), "the connection is still there");
    }
}

package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.upgradefilter.websocket.SendQueue;
import org.upgradefilter.websocket.SendQueue.Overflow;

/** {@link SendQueue}: many threads send to one peer, which may be slow. */
public abstract class QueueContract extends ContainerContract {

    private static final int MESSAGE_BYTES = 64 * 1024;
    private static final int MAX_QUEUED_BYTES = 1 << 20;

    /** Far more than a queue and all buffers between the two ends hold. */
    private static final int MANY = 1500;

    private final ListenerApplication application = new ListenerApplication(adapter());

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    @Test
    void messages_of_each_thread_arrive_in_order() throws Exception {
        int threads = 8;
        int each = 500;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            SendQueue queue = new SendQueue(recorder.socket(), 16 << 20, Overflow.CLOSE);
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int name = thread;
                all.add(
                        pool.submit(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        queue.sendText(name + " " + i);
                                    }
                                }));
            }
            Map<String, Integer> next = new HashMap<>();
            for (int i = 0; i < threads * each; i++) {
                String[] said = ((String) connection.message().content()).split(" ", 2);
                int expected = next.getOrDefault(said[0], 0);
                assertEquals(expected, Integer.parseInt(said[1]));
                next.put(said[0], expected + 1);
            }
            for (Future<?> one : all) {
                one.get(20, TimeUnit.SECONDS);
            }
            assertEquals(0, queue.dropped());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void one_message_may_go_to_many_queues() throws Exception {
        ByteBuffer message = numbered(7);
        List<RawConnection> connections = new ArrayList<>();
        try {
            List<SendQueue> queues = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Recorder recorder = new Recorder(Recorder.ALL);
                connections.add(open(recorder));
                queues.add(
                        new SendQueue(recorder.socket(), MAX_QUEUED_BYTES, Overflow.DROP_OLDEST));
            }
            queues.forEach(queue -> queue.sendBinary(message));
            for (RawConnection connection : connections) {
                assertEquals(new Message(message), connection.message());
            }
        } finally {
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void slow_peer_misses_the_oldest() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            SendQueue queue = fill(recorder, Overflow.DROP_OLDEST);
            List<Integer> numbers = readUntil(connection, MANY - 1);
            assertEquals(MANY, numbers.size() + queue.dropped());
            assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
            int queued = MAX_QUEUED_BYTES / MESSAGE_BYTES;
            assertEquals(
                    MANY - queued, numbers.get(numbers.size() - queued), "the newest were kept");
        }
    }

    @Test
    void slow_peer_misses_the_newest() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            SendQueue queue = fill(recorder, Overflow.DROP_NEWEST);
            Message room = Message.text("now there is room");
            int before = -1;
            Message next;
            do {
                // Dropped as well as long as there is none. What is counted lags behind.
                queue.sendText("now there is room");
                next = connection.message();
                if (!next.equals(room)) {
                    int number = number(next);
                    int last = before;
                    assertTrue(number > last, () -> number + " came after " + last);
                    before = number;
                }
            } while (!next.equals(room));
            assertTrue(before < MANY - 1, "nothing was dropped");
        }
    }

    @Test
    void slow_peer_is_disconnected() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            SendQueue queue = fill(recorder, Overflow.CLOSE);
            assertTrue(queue.dropped() > MANY / 2);
            assertEquals(1013, connection.closeFrame().closeCode());
            connection.send(ClientFrames.close(1013, ""));
            connection.awaitEnd();
            assertEquals("open", recorder.next());
            assertEquals("close 1013 ", recorder.next());
        }
    }

    @Test
    void queue_of_a_peer_that_has_gone_drops_everything() throws Exception {
        Recorder recorder = new Recorder(Recorder.ALL);
        try (RawConnection connection = open(recorder)) {
            SendQueue queue = new SendQueue(recorder.socket(), MAX_QUEUED_BYTES, Overflow.CLOSE);
            assertEquals("open", recorder.next());
            connection.send(ClientFrames.close(1000, ""));
            connection.closeFrame();
            connection.awaitEnd();
            for (int i = 0; i < MANY; i++) {
                queue.sendText("anybody?");
            }
            assertEquals("close 1000 ", recorder.next());
            assertTrue(recorder.isQuiet());
            assertTrue(queue.dropped() >= MANY - 1);
        }
    }

    private static SendQueue fill(Recorder recorder, Overflow overflow) throws Exception {
        SendQueue queue = new SendQueue(recorder.socket(), MAX_QUEUED_BYTES, overflow);
        for (int i = 0; i < MANY; i++) {
            queue.sendBinary(numbered(i));
        }
        return queue;
    }

    private static List<Integer> readUntil(RawConnection connection, int last) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        do {
            numbers.add(number(connection.message()));
        } while (numbers.get(numbers.size() - 1) != last);
        return numbers;
    }

    private static ByteBuffer numbered(int number) {
        return ByteBuffer.allocate(MESSAGE_BYTES).putInt(0, number);
    }

    private static int number(Message message) {
        return ((ByteBuffer) message.content()).getInt(0);
    }

    private RawConnection open(Recorder recorder) throws IOException {
        application.listeners().add(recorder);
        return RawConnection.webSocket(server(), ListenerApplication.PATIENT);
    }
}

package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/** Answers as numbers say, and keeps the contract of {@link Exchange}; tells whether we do. */
final class FuzzedApplication implements HttpHandler {

    private static final int[] STATUS = {200, 204, 304, 404, 500};
    private static final int MAX_CONTENT = 40_000;

    private final IntSupplier numbers;
    private final List<Request> requests = new ArrayList<>();
    private int running;
    private int mostRunning;

    /**
     * @param numbers each 0 to 255
     */
    FuzzedApplication(IntSupplier numbers) {
        this.numbers = numbers;
    }

    /** How many requests it was in at once, at most. */
    int mostRunning() {
        return mostRunning;
    }

    @Override
    public ExchangeListener handle(Exchange exchange) {
        Request request = new Request(exchange);
        requests.add(request);
        running++;
        mostRunning = Math.max(mostRunning, running);
        int mode = numbers.getAsInt() % 6;
        if (exchange.request().first("Upgrade") != null && mode < 4) {
            request.switchTo();
        } else if (mode == 0) {
            request.respond();
            request.write(numbers.getAsInt() * 100);
            request.end();
            request.leave();
        } else if (mode == 1) {
            request.echoes = true;
            request.echo();
        } else if (mode == 2) {
            request.read();
        }
        return request;
    }

    /** Does something with one of the requests. */
    void act() {
        if (requests.isEmpty()) {
            return;
        }
        Request request = requests.get(numbers.getAsInt() % requests.size());
        switch (numbers.getAsInt() % 12) {
            case 0, 9 -> request.read();
            case 1 -> request.respond();
            case 2, 10 -> {
                request.respond();
                request.write(numbers.getAsInt() * 200);
            }
            case 3, 11 -> request.flush();
            case 4 -> request.end();
            case 5 -> request.abort();
            case 6 -> request.leave();
            case 7 -> request.inform();
            default -> request.closeTunnel();
        }
    }

    /** Is through with everything. */
    void finishAll() {
        // Those that were held are handed on meanwhile.
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            if (!request.over) {
                request.abort();
            }
            request.closeTunnel();
            request.leave();
        }
    }

    /** There is all the room there can be: whoever has waited for it was told. */
    void requireMoved() {
        for (Request request : requests) {
            boolean goesOn = !request.over && request.aborted == 0;
            boolean waits = request.waiting != null || request.flushing;
            assertFalse(goesOn && waits, () -> request.exchange.name() + " waits for room");
        }
    }

    /** The connection is gone: nobody may be left waiting. */
    void requireTold() {
        for (Request request : requests) {
            String name = request.exchange.name();
            assertTrue(request.over || request.aborted == 1, () -> name + " waits");
            assertTrue(request.aborted <= 1, () -> name + " was told twice");
            if (request.tunnel != null) {
                assertEquals(1, request.tunnel.closed, () -> name + " is open");
            }
        }
    }

    private final class Request implements ExchangeListener {

        private final Exchange exchange;
        private @Nullable ByteBuffer waiting;
        private @Nullable Tunnel tunnel;
        private boolean flushing;
        private boolean echoes;
        private boolean begun;
        private boolean ends;

        /** The application has ended the exchange. */
        private boolean over;

        private boolean left;
        private int aborted;

        Request(Exchange exchange) {
            this.exchange = exchange;
        }

        void switchTo() {
            begun = true;
            over = true;
            exchange.handOver(
                    duplex -> {
                        tunnel = new Tunnel(duplex);
                        return tunnel;
                    });
            exchange.respond(101, List.of());
            exchange.end(List.of());
            leave();
        }

        void read() {
            ByteBuffer bytes = ByteBuffer.allocate(1 + numbers.getAsInt() * 100);
            try {
                assertTrue(exchange.read(bytes) >= -1);
            } catch (IOException e) {
                // Cut off; it is told, or is about to be.
                echoes = false;
            }
        }

        void respond() {
            if (begun || over) {
                return;
            }
            begun = true;
            int said = numbers.getAsInt();
            List<Field> fields =
                    said < 64
                            ? List.of(new Field("Content-Length", String.valueOf(said * 100)))
                            : List.of(new Field("X-" + said % 8, "v".repeat(said)));
            exchange.respond(STATUS[said % STATUS.length], fields);
        }

        void write(int bytes) {
            if (!begun || over || waiting != null || bytes == 0) {
                return;
            }
            waiting = ByteBuffer.allocate(Math.min(bytes, MAX_CONTENT));
            goOn();
        }

        private void goOn() {
            ByteBuffer content = waiting;
            try {
                while (content != null && content.hasRemaining() && exchange.write(content) > 0) {
                    // As long as there is room.
                }
            } catch (IOException e) {
                // Cut off, or more than it has said: it gives up either way.
                waiting = null;
                abort();
                return;
            }
            if (content != null && !content.hasRemaining()) {
                waiting = null;
            }
            if (ends && waiting == null) {
                end();
            }
        }

        void flush() {
            try {
                if (begun && !over) {
                    // It may be called back before it has returned.
                    flushing = true;
                    if (exchange.flush()) {
                        flushing = false;
                    }
                }
            } catch (IOException e) {
                abort();
            }
        }

        void end() {
            if (!begun || over) {
                return;
            }
            ends = true;
            if (waiting == null) {
                over = true;
                exchange.end(
                        numbers.getAsInt() % 4 == 0
                                ? List.of(new Field("X-Trailer", "t"))
                                : List.of());
            }
        }

        void abort() {
            over = true;
            exchange.abort(new IOException("aborted by the application"));
        }

        void leave() {
            if (!left && over) {
                left = true;
                running--;
                exchange.leave();
            }
        }

        void inform() {
            if (!begun && !over) {
                exchange.inform(103, List.of());
            }
        }

        void closeTunnel() {
            if (tunnel != null) {
                tunnel.end();
            }
        }

        void echo() {
            if (!begun) {
                respond();
            }
            ByteBuffer bytes = ByteBuffer.allocate(20_000);
            try {
                while (!over && waiting == null) {
                    int count = exchange.read(bytes.clear());
                    if (count == 0) {
                        return;
                    }
                    if (count < 0) {
                        end();
                        leave();
                        return;
                    }
                    waiting = bytes.flip();
                    goOn();
                    bytes = ByteBuffer.allocate(20_000);
                }
            } catch (IOException e) {
                abort();
                leave();
            }
        }

        @Override
        public void onReadable() {
            assertFalse(over, "told of content behind the end");
            if (echoes) {
                echo();
            }
        }

        @Override
        public void onWritable() {
            assertFalse(over, "told of room behind the end");
            flushing = false;
            goOn();
            if (echoes) {
                echo();
            }
        }

        @Override
        public void onAborted(IOException cause) {
            assertFalse(over && aborted > 0, "aborted twice");
            aborted++;
        }
    }

    /** Sends back what comes. */
    private final class Tunnel implements Connection {

        private final Duplex duplex;
        private final ByteBuffer bytes = ByteBuffer.allocate(1000).limit(0);
        private int closed;

        Tunnel(Duplex duplex) {
            this.duplex = duplex;
        }

        private void echo() {
            try {
                while (bytes.hasRemaining() || receive()) {
                    if (duplex.write(bytes) == 0) {
                        return;
                    }
                }
            } catch (IOException e) {
                // onClosed() follows.
            }
        }

        private boolean receive() throws IOException {
            int count = duplex.read(bytes.clear());
            bytes.flip();
            if (count <= 0) {
                duplex.flush();
            }
            if (count < 0) {
                duplex.close();
            }
            return count > 0;
        }

        void end() {
            if (numbers.getAsInt() % 2 == 0) {
                duplex.close();
            } else {
                duplex.abort();
            }
        }

        @Override
        public void onOpen() {
            echo();
        }

        @Override
        public void onReadable() {
            assertEquals(0, closed);
            echo();
        }

        @Override
        public void onWritable() {
            assertEquals(0, closed);
            echo();
        }

        @Override
        public void onOverflow() {
            duplex.close();
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            closed++;
        }

        @Override
        public void shutdown() {
            duplex.close();
        }
    }
}

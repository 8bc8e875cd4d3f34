package org.upgradefilter.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.http.Field;

/**
 * Sends back the content of every request while it comes, in pieces of any size, and by any
 * transfer; on the strand.
 */
final class EchoHandler implements HttpHandler {

    private final Random random;

    EchoHandler(Random random) {
        this.random = random;
    }

    @Override
    public ExchangeListener handle(Exchange exchange) {
        Echo echo = new Echo(exchange);
        long length = exchange.request().contentLength();
        boolean isTold = length >= 0 && random.nextBoolean();
        exchange.respond(
                200,
                isTold ? List.of(new Field("Content-Length", String.valueOf(length))) : List.of());
        echo.advance();
        return echo;
    }

    private final class Echo implements ExchangeListener {

        private final Exchange exchange;
        private final ByteBuffer buffer = ByteBuffer.allocate(1 + random.nextInt(40_000)).flip();
        private boolean over;

        Echo(Exchange exchange) {
            this.exchange = exchange;
        }

        void advance() {
            try {
                while (!over && (buffer.hasRemaining() ? write() : read())) {
                    // Goes on as far as may be.
                }
            } catch (IOException e) {
                throw new AssertionError("the exchange has failed", e);
            }
        }

        private boolean read() throws IOException {
            int count = exchange.read(buffer.clear());
            buffer.flip();
            if (count < 0) {
                over = true;
                exchange.end(List.of());
            }
            return count > 0;
        }

        private boolean write() throws IOException {
            int count = exchange.write(buffer);
            if (count > 0 && random.nextInt(4) == 0) {
                exchange.flush();
            }
            return count > 0;
        }

        @Override
        public void onReadable() {
            advance();
        }

        @Override
        public void onWritable() {
            advance();
        }

        @Override
        public void onAborted(IOException cause) {
            throw new AssertionError("the exchange was aborted", cause);
        }
    }
}

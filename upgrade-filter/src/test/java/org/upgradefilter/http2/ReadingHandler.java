package org.upgradefilter.http2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.http.Field;

/** Reads all content, and then says how much it was; on the strand. */
final class ReadingHandler implements HttpHandler {

    @Override
    public ExchangeListener handle(Exchange exchange) {
        Reading reading = new Reading(exchange);
        reading.advance();
        return reading;
    }

    private static final class Reading implements ExchangeListener {

        private final Exchange exchange;
        private final ByteBuffer content = ByteBuffer.allocate(8192);
        private long received;
        private ByteBuffer answer = ByteBuffer.allocate(0);
        private boolean begun;
        private boolean over;

        Reading(Exchange exchange) {
            this.exchange = exchange;
        }

        void advance() {
            if (over) {
                return;
            }
            try {
                if (!begun && readAll()) {
                    begin();
                }
                if (begun && writeAll()) {
                    over = true;
                    exchange.end(List.of());
                    exchange.leave();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cut off, and not told so", e);
            }
        }

        private boolean readAll() throws IOException {
            int count = exchange.read(content.clear());
            while (count > 0) {
                received += count;
                count = exchange.read(content.clear());
            }
            return count < 0;
        }

        private void begin() {
            byte[] said = (received + " bytes of content").getBytes(StandardCharsets.US_ASCII);
            begun = true;
            answer = ByteBuffer.wrap(said);
            exchange.respond(
                    200, List.of(new Field("content-length", String.valueOf(said.length))));
        }

        private boolean writeAll() throws IOException {
            while (answer.hasRemaining()) {
                if (exchange.write(answer) == 0) {
                    exchange.flush();
                    return false;
                }
            }
            return true;
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
            over = true;
            exchange.leave();
        }
    }
}

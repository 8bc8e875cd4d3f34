package org.upgradefilter.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.http.Field;

/** Answers on a worker that blocks, as servlets do: with the content of the request. */
public final class BlockingHandler implements HttpHandler {

    @Override
    public ExchangeListener handle(Exchange exchange) {
        Blocking blocking = new Blocking(exchange);
        exchange.workers().execute(blocking);
        return blocking;
    }

    private static final class Blocking implements ExchangeListener, Runnable {

        private final Exchange exchange;
        private final Semaphore news = new Semaphore(0);

        Blocking(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void run() {
            try {
                echo();
            } catch (IOException e) {
                exchange.abort(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                exchange.abort(e);
            } finally {
                exchange.leave();
            }
        }

        private void echo() throws IOException, InterruptedException {
            long length = exchange.request().contentLength();
            boolean isTold = exchange.request().target().equals("/length");
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            boolean begun = false;
            while (receive(buffer.clear())) {
                if (!begun) {
                    begin(isTold ? length : -1);
                    begun = true;
                }
                send(buffer.flip());
            }
            if (!begun) {
                begin(0);
            }
            exchange.end(List.of());
        }

        private void begin(long length) {
            Field method = new Field("X-Method", exchange.request().method());
            exchange.respond(
                    200,
                    length < 0
                            ? List.of(method)
                            : List.of(method, new Field("Content-Length", String.valueOf(length))));
        }

        private boolean receive(ByteBuffer buffer) throws IOException, InterruptedException {
            int count = exchange.read(buffer);
            while (count == 0) {
                news.acquire();
                count = exchange.read(buffer);
            }
            return count > 0;
        }

        private void send(ByteBuffer buffer) throws IOException, InterruptedException {
            while (buffer.hasRemaining()) {
                if (exchange.write(buffer) == 0) {
                    news.acquire();
                }
            }
        }

        @Override
        public void onReadable() {
            news.release();
        }

        @Override
        public void onWritable() {
            news.release();
        }

        @Override
        public void onAborted(IOException cause) {
            news.release();
        }
    }
}

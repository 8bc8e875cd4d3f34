package org.upgradefilter.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.io.Duplex;

/** A web application that answers at once, with what it was asked. */
final class TestGateway implements Gateway {

    /** What it was asked. */
    final List<HttpRequest> requests = new ArrayList<>();

    /** The content that each of them brought at once. */
    final List<String> contents = new ArrayList<>();

    /** What it was asked over. */
    final List<Duplex> transports = new ArrayList<>();

    @Override
    public HttpHandler handlerOver(Duplex transport) {
        transports.add(transport);
        return this::answer;
    }

    private ExchangeListener answer(Exchange exchange) {
        HttpRequest request = exchange.request();
        requests.add(request);
        contents.add(contentOf(exchange));
        ByteBuffer content =
                ByteBuffer.wrap(
                        (request.method() + " " + request.target() + "\n")
                                .getBytes(StandardCharsets.US_ASCII));
        exchange.respond(200, List.of());
        try {
            exchange.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        exchange.end(List.of());
        return new Heard();
    }

    private static String contentOf(Exchange exchange) {
        if (exchange.request().contentLength() <= 0) {
            return "";
        }
        ByteBuffer content = ByteBuffer.allocate((int) exchange.request().contentLength());
        try {
            while (content.hasRemaining() && exchange.read(content) > 0) {}
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
    }

    /** Hears of nothing, for everything was done at once. */
    private static final class Heard implements ExchangeListener {

        @Override
        public void onReadable() {}

        @Override
        public void onWritable() {}

        @Override
        public void onAborted(IOException cause) {
            throw new AssertionError("the exchange has ended", cause);
        }
    }
}

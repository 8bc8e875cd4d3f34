package org.upgradefilter.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.http.Field;

/** Writes down what it is told of each stream, and answers as the test says. */
final class ScriptedAnswers implements HttpHandler {

    private final List<String> news = new ArrayList<>();
    private final Map<String, Exchange> exchanges = new HashMap<>();
    private Consumer<Exchange> answer = exchange -> {};
    private Consumer<Exchange> writable = exchange -> {};
    private Consumer<Exchange> readable = exchange -> {};

    /** What each request is done with, on the strand, while it is handed on. */
    void answers(Consumer<Exchange> with) {
        answer = with;
    }

    /** What is done when there is room. */
    void onWritable(Consumer<Exchange> then) {
        writable = then;
    }

    /** What is done when there may be content. */
    void onReadable(Consumer<Exchange> then) {
        readable = then;
    }

    /** Answers a request at once, and leaves it. */
    static void respond(Exchange exchange, String text) {
        exchange.respond(200, List.of());
        if (!text.isEmpty()) {
            write(exchange, text);
        }
        exchange.end(List.of());
        exchange.leave();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Field field(String name, String value) {
        return new Field(name, value);
    }

    /** Writes all of {@code text}, for which there must be room. */
    static void write(Exchange exchange, String text) {
        ByteBuffer bytes = bytes(text);
        write(exchange, bytes);
        if (bytes.hasRemaining()) {
            throw new AssertionError("no room for " + bytes.remaining() + " bytes");
        }
    }

    /** Writes what there is room for; returns how much that is. */
    static int write(Exchange exchange, ByteBuffer bytes) {
        int start = bytes.position();
        try {
            while (bytes.hasRemaining() && exchange.write(bytes) > 0) {
                // As long as there is room.
            }
        } catch (IOException e) {
            throw new AssertionError("writing failed", e);
        }
        return bytes.position() - start;
    }

    /** Reads what there is; {@code .} at the end, {@code !} and the message of a failure. */
    static String read(Exchange exchange) {
        ByteBuffer bytes = ByteBuffer.allocate(2_000_000);
        String end = "";
        try {
            int count = exchange.read(bytes);
            while (count > 0) {
                count = exchange.read(bytes);
            }
            end = count < 0 ? "." : "";
        } catch (IOException e) {
            end = "!" + e.getMessage();
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1) + end;
    }

    @Override
    public ExchangeListener handle(Exchange exchange) {
        news.add(
                exchange.name()
                        + " "
                        + exchange.request().method()
                        + " "
                        + exchange.request().target());
        exchanges.put(exchange.name(), exchange);
        answer.accept(exchange);
        return new ExchangeListener() {
            @Override
            public void onReadable() {
                news.add(exchange.name() + " readable");
                readable.accept(exchange);
            }

            @Override
            public void onWritable() {
                news.add(exchange.name() + " writable");
                writable.accept(exchange);
            }

            @Override
            public void onAborted(IOException cause) {
                news.add(exchange.name() + " aborted: " + cause.getMessage());
            }
        };
    }

    /** What was told since the last call. */
    List<String> news() {
        List<String> told = List.copyOf(news);
        news.clear();
        return told;
    }

    Exchange exchange(int stream) {
        Exchange exchange = exchanges.get(Integer.toString(stream));
        if (exchange == null) {
            throw new AssertionError("no request came on stream " + stream);
        }
        return exchange;
    }
}

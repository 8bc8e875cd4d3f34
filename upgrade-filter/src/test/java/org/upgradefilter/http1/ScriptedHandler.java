package org.upgradefilter.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.http.Field;

/** Writes down what it is told, and answers as the test says. */
final class ScriptedHandler implements HttpHandler {

    private final List<String> news = new ArrayList<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private Consumer<Exchange> answer = exchange -> {};

    /** What each request is done with, on the strand, while it is handed on. */
    void answers(Consumer<Exchange> with) {
        answer = with;
    }

    /** Every request is answered 200 with {@code text}. */
    void answersText(String text) {
        answers(exchange -> respond(exchange, text));
    }

    static void respond(Exchange exchange, String text) {
        exchange.respond(200, List.of(new Field("Content-Length", String.valueOf(text.length()))));
        write(exchange, text);
        exchange.end(List.of());
    }

    /** Writes all of {@code text}, for which there must be room. */
    static void write(Exchange exchange, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Pieces.bytes(text));
        try {
            while (bytes.hasRemaining()) {
                if (exchange.write(bytes) == 0) {
                    throw new AssertionError("no room for " + bytes.remaining() + " bytes");
                }
            }
        } catch (IOException e) {
            throw new AssertionError("writing failed", e);
        }
    }

    /** Reads what there is; {@code .} at the end, {@code !} and the message of a failure. */
    static String read(Exchange exchange) {
        ByteBuffer bytes = ByteBuffer.allocate(200_000);
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
        news.add(exchange.request().method() + " " + exchange.request().target());
        exchanges.add(exchange);
        answer.accept(exchange);
        return new ExchangeListener() {
            @Override
            public void onReadable() {
                news.add("readable");
            }

            @Override
            public void onWritable() {
                news.add("writable");
            }

            @Override
            public void onAborted(IOException cause) {
                news.add("aborted: " + cause.getMessage());
            }
        };
    }

    /** What was told since the last call. */
    List<String> news() {
        List<String> told = List.copyOf(news);
        news.clear();
        return told;
    }

    /** The exchange of the last request. */
    Exchange exchange() {
        return exchanges.get(exchanges.size() - 1);
    }
}

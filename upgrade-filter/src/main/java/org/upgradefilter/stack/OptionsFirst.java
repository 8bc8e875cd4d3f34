package org.upgradefilter.stack;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.http.Field;

/**
 * Answers the first request of a connection, an {@code OPTIONS} that asked for nothing but TLS (RFC
 * 2817 §3.2), and leaves all others to the application. It names no methods, for those of the
 * resource are the application's to tell (RFC 9110 §9.3.7).
 *
 * <p>Confined to the connection's strand.
 */
final class OptionsFirst implements HttpHandler {

    private static final int OK = 200;

    /** RFC 9110 §5.6.7. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private final HttpHandler application;
    private boolean answered;

    OptionsFirst(HttpHandler application) {
        this.application = application;
    }

    @Override
    public ExchangeListener handle(Exchange exchange) {
        if (answered) {
            return application.handle(exchange);
        }
        answered = true;
        exchange.respond(
                OK,
                List.of(
                        new Field("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC))),
                        new Field("Content-Length", "0")));
        exchange.end(List.of());
        return Answered.INSTANCE;
    }

    /** What comes of an exchange that is over concerns nobody. */
    private enum Answered implements ExchangeListener {
        INSTANCE;

        @Override
        public void onReadable() {}

        @Override
        public void onWritable() {}

        @Override
        public void onAborted(IOException cause) {}
    }
}

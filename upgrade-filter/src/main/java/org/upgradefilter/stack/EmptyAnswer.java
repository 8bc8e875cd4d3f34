package org.upgradefilter.stack;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.http.Field;

/**
 * A 200 that says nothing, given at once; what comes of an exchange that is over concerns nobody.
 */
enum EmptyAnswer implements ExchangeListener {
    GIVEN;

    private static final int OK = 200;

    /** RFC 9110 §5.6.7. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    /** Answers an {@code OPTIONS}, as RFC 9110 §9.3.7 has it. */
    static ExchangeListener to(Exchange exchange) {
        exchange.respond(
                OK,
                List.of(
                        new Field("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC))),
                        new Field("Content-Length", "0")));
        exchange.end(List.of());
        exchange.leave();
        return GIVEN;
    }

    @Override
    public void onReadable() {}

    @Override
    public void onWritable() {}

    @Override
    public void onAborted(IOException cause) {}
}

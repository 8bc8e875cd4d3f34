package org.upgradefilter.stack;

import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;

/**
 * Answers the first request of a connection, an {@code OPTIONS} that asked for nothing but TLS (RFC
 * 2817 §3.2), and leaves all others to the application. It names no methods, for those of the
 * resource are the application's to tell (RFC 9110 §9.3.7).
 *
 * <p>Confined to the connection's strand.
 */
final class OptionsFirst implements HttpHandler {

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
        return EmptyAnswer.to(exchange);
    }
}

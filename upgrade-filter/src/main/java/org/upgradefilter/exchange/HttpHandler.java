package org.upgradefilter.exchange;

/** Answers the requests of one connection. */
@FunctionalInterface
public interface HttpHandler {

    /**
     * Takes a request, whose head has come, and answers it now or later. Called on the strand of
     * the connection, so it must not block: what may is given to {@link Exchange#workers()}.
     *
     * @return what hears of the exchange from now on
     */
    ExchangeListener handle(Exchange exchange);
}

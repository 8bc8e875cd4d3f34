/**
 * What is one HTTP request and its answer, whoever carries it? (RFC 9110)
 *
 * <p>An engine that speaks a version of HTTP gives each request as an {@link
 * org.upgradefilter.exchange.Exchange} to an {@link org.upgradefilter.exchange.HttpHandler}; a
 * {@link org.upgradefilter.exchange.Gateway} is a handler that carries it into a web application.
 */
@NullMarked
package org.upgradefilter.exchange;

import org.jspecify.annotations.NullMarked;

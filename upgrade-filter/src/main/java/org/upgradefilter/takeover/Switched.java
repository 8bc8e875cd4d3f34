package org.upgradefilter.takeover;

import java.time.Instant;

/**
 * What is remembered of the request that a connection came from.
 *
 * @param protocol what {@code Upgrade} of the 101 named
 * @param path within the web application, decoded
 * @param remoteAddress the client's
 * @param since when it was switched
 */
public record Switched(String protocol, String path, String remoteAddress, Instant since) {}

package org.upgradefilter.bench.client;

/** How messages are compressed, both ways. */
public enum Compression {
    /** Not at all; no extension is offered. */
    NONE,
    /** By {@code permessage-deflate} (RFC 7692), which the server must accept. */
    DEFLATE
}

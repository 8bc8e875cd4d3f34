package org.upgradefilter.bench.client;

/**
 * What a client got done.
 *
 * @param inTime before the end of the time, which is {@code nanos}
 * @param all with what was on its way then
 * @param bytes of all that came back, as they were on the wire
 */
public record Work(long inTime, long nanos, long all, long bytes) {}

/**
 * The load: one thread that keeps many WebSockets busy and does as little as it can, so that the
 * server is what is measured.
 */
@NullMarked
package org.upgradefilter.bench.client;

import org.jspecify.annotations.NullMarked;

/** Compares our HTTP/2 with each container's own, in clear; see {@code docs/benchmarks.md}. */
@NullMarked
package org.upgradefilter.bench.http2;

import org.jspecify.annotations.NullMarked;

/**
 * Compares our TLS, upgraded to, with each container's own HTTPS; see {@code docs/benchmarks.md}.
 */
@NullMarked
package org.upgradefilter.bench.tls;

import org.jspecify.annotations.NullMarked;

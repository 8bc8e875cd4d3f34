/** What is compared, how it is run, and how it is shown; see {@code docs/benchmarks.md}. */
@NullMarked
package org.upgradefilter.bench;

import org.jspecify.annotations.NullMarked;

/**
 * May this request become that?
 *
 * <p>Rules as immutable values, and the one place that reads them in order. Nothing here knows what
 * a protocol needs, or how a switch is done.
 *
 * <p>Rules are mostly written as text, by annotation, or with the short methods of the filter's
 * builder. A {@link org.upgradefilter.policy.Rule} is for what those methods cannot say.
 */
@NullMarked
package org.upgradefilter.policy;

import org.jspecify.annotations.NullMarked;

/**
 * May this request become that?
 *
 * <p>Rules as immutable values, and the one place that reads them in order. Nothing here knows what
 * a protocol needs, or how a switch is done.
 */
@NullMarked
package org.upgradefilter.policy;

import org.jspecify.annotations.NullMarked;

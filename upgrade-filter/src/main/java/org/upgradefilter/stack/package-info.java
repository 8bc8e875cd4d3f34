/**
 * Who stands on whom? Rules and the protocols set up for them, made from configuration.
 *
 * <p>Knows nothing of servlets, so that an extension inside the server can use it as well.
 */
@NullMarked
package org.upgradefilter.stack;

import org.jspecify.annotations.NullMarked;

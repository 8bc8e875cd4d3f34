/**
 * What does this field, list or token mean? (RFC 9110)
 *
 * <p>Immutable values without I/O. They neither know who sent them nor what is done with them.
 */
@NullMarked
package org.upgradefilter.http;

import org.jspecify.annotations.NullMarked;

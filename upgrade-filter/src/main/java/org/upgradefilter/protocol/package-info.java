/** What must a protocol offer to be switched to? (RFC 9110 §7.8) */
@NullMarked
package org.upgradefilter.protocol;

import org.jspecify.annotations.NullMarked;

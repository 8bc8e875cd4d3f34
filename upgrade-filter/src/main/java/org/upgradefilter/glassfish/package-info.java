/** GlassFish: how it is recognised, and what the portable duplex must know of it. */
@NullMarked
package org.upgradefilter.glassfish;

import org.jspecify.annotations.NullMarked;

/** Honest clients beside abusers, for as long as one likes. */
package org.upgradefilter.it.soak;

/**
 * What holds in every container.
 *
 * <p>A contract is an abstract test class; for each container there is a {@link
 * org.upgradefilter.it.Container} and, for each contract, a subclass that names it. The clients are
 * ones we did not write, and {@link org.upgradefilter.it.RawConnection}, which breaks rules.
 */
package org.upgradefilter.it;

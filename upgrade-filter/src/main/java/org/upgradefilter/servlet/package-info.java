/**
 * The gate: the filter, its configuration, and the switch.
 *
 * <p>{@link org.upgradefilter.servlet.UpgradeFilter} is what an application configures, by
 * init-params or {@linkplain org.upgradefilter.servlet.UpgradeFilter#builder() in Java}; with
 * {@link org.upgradefilter.servlet.Upgrades} a servlet asks for a switch itself, and {@link
 * org.upgradefilter.servlet.UpgradeFilterMXBean} tells what a filter is doing. The rest is not for
 * applications.
 *
 * <p>How one container hands over a connection is a {@link
 * org.upgradefilter.servlet.ContainerAdapter}'s affair, which is found by a {@link
 * org.upgradefilter.servlet.ContainerProbe}.
 */
@NullMarked
package org.upgradefilter.servlet;

import org.jspecify.annotations.NullMarked;

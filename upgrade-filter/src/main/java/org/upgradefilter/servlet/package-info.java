/**
 * The gate: the filter, its configuration, and the switch.
 *
 * <p>{@link org.upgradefilter.servlet.UpgradeFilter} is what an application configures. How one
 * container hands over a connection is a {@link org.upgradefilter.servlet.ContainerAdapter}'s
 * affair, which is found by a {@link org.upgradefilter.servlet.ContainerProbe}.
 */
@NullMarked
package org.upgradefilter.servlet;

import org.jspecify.annotations.NullMarked;

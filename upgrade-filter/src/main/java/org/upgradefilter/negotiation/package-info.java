/**
 * The client's list, the policy and the installed protocols, made into one outcome (RFC 9110 §7.8).
 */
@NullMarked
package org.upgradefilter.negotiation;

import org.jspecify.annotations.NullMarked;

/**
 * Starts the sample's WAR on an embedded container, for {@code mvn -Prun}, and asks it inside TLS,
 * for {@code mvn -Ptry-tls}.
 */
@NullMarked
package org.upgradefilter.sample.run;

import org.jspecify.annotations.NullMarked;

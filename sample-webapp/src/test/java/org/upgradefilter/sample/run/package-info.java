/** Starts the sample's WAR on an embedded container, for {@code mvn -Prun}. */
@NullMarked
package org.upgradefilter.sample.run;

import org.jspecify.annotations.NullMarked;

/**
 * Any bytes whatever: targets of coverage-guided fuzzing, and what runs them (docs/fuzzing.md).
 *
 * <p>A target is a class with a method {@code fuzzerTestOneInput}, which throws if the code it
 * tests breaks a promise. Those that need what is of one package alone live in that package.
 */
@NullMarked
package org.upgradefilter.fuzz;

import org.jspecify.annotations.NullMarked;

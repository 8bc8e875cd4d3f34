/**
 * What Jetty 12.0 and 12.1 upgrade before any web application is asked: for the server's class path
 * and not for {@code WEB-INF/lib}. Links to no Servlet API.
 */
@NullMarked
package org.upgradefilter.jetty.server;

import org.jspecify.annotations.NullMarked;

/** A foreign judge of HTTP/2 servers, as tests. */
package org.upgradefilter.h2spec;

/** What holds for HTTP/2 in every container. */
package org.upgradefilter.it.http2;

package org.upgradefilter.sample.run;

import java.io.IOException;
import org.upgradefilter.sample.OwnCertificate;

/** The text that greets whoever has started the sample. */
final class WhatToTry {

    private static final String END =
            """

            Ctrl-C stops it.
            """;

    private WhatToTry() {}

    /**
     * The text.
     *
     * @param certificate is shown inside TLS
     */
    static String on(Container container, int port, OwnCertificate certificate) throws IOException {
        return welcome(container, port) + tls(container, port, certificate) + END;
    }

    private static String welcome(Container container, int port) {
        return """

                The Upgrade Filter sample is running on %1$s

                  In a browser   %2$s/
                                 chat (open it twice), echo, protocol inspector

                  A 426, and the next request on the same connection:
                    curl -i %2$s/echo %2$s/whoami

                  A WebSocket opened by hand (101; curl gives up after two seconds):
                    curl -i -m 2 -H 'Connection: Upgrade' -H 'Upgrade: websocket' \\
                         -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \\
                         %2$s/echo

                  A WebSocket from the console of the browser, on the page above:
                    s = new WebSocket('ws://127.0.0.1:%3$d/echo')
                    s.onmessage = e => console.log(e.data); s.onopen = () => s.send('hello')

                  Plain HTTP:
                    curl %2$s/whoami
                    curl --data-binary @pom.xml %2$s/digest
                    curl '%2$s/async?ms=1000'
                    curl -N '%2$s/events?n=5'
                """
                .formatted(container.name(), "http://127.0.0.1:" + port, port);
    }

    private static String tls(Container container, int port, OwnCertificate certificate)
            throws IOException {
        if (container.tls() == Container.Tls.IGNORED) {
            return """

                      TLS is not for this container: offers are ignored, and %s/secure/whoami is 426.
                    """
                    .formatted("http://127.0.0.1:" + port);
        }
        return """

                  TLS on the same port (RFC 2817), which neither curl nor a browser asks for:
                    curl -i %1$s/secure/whoami
                  but Apache HttpClient (in another terminal, from the same directory):
                    mvn -q -Ptry-tls -pl sample-webapp -am -Dport=%2$d
                  and CUPS, of the server as a whole (OPTIONS *), which the connector answers:
                    lpstat -E -h 127.0.0.1:%2$d -r
                  The certificate is %3$s
                    SHA-256 %4$s
                """
                .formatted(
                        "http://127.0.0.1:" + port,
                        port,
                        certificate.certificateFile(),
                        certificate.fingerprint());
    }
}

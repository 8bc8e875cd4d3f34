package org.upgradefilter.sample.run;

/** The text that greets whoever has started the sample. */
final class WhatToTry {

    private WhatToTry() {}

    static String on(String container, int port) {
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

                Ctrl-C stops it.
                """
                .formatted(container, "http://127.0.0.1:" + port, port);
    }
}

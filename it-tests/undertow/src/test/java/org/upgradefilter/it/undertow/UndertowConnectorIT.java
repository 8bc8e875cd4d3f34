package org.upgradefilter.it.undertow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.upgradefilter.it.ClientFrames;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;

/** What Undertow's listener answers, whatever a filter says (2.3.26). */
class UndertowConnectorIT extends ContainerContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(context -> {});
    }

    /** When this fails, Undertow has the capability that a part of the gate's contract asks for. */
    @Test
    void answer_is_lost_when_no_request_follows_in_the_same_segment() throws IOException {
        try (RawConnection connection = connect()) {
            byte[] noRequest = "no request\r\n\r\n".getBytes(StandardCharsets.UTF_8);
            connection.send(ClientFrames.join(RawRequest.get("/").bytes(), noRequest));
            assertEquals(400, connection.response().status());
            connection.awaitEnd();
        }
    }
}

package org.upgradefilter.it.tomcat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.Response;

/** What Tomcat's connector answers before any filter is asked, or makes of a filter's answer. */
class TomcatConnectorIT extends ContainerContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(context -> {});
    }

    @Test
    void options_of_the_server_are_200() throws IOException {
        Response response = answer(RawRequest.line("OPTIONS * HTTP/1.1"));
        assertEquals(200, response.status());
        assertEquals("0", response.line("Content-Length"));
    }

    @Test
    void unknown_transfer_coding_ends_the_connection() throws IOException {
        Response response =
                answer(RawRequest.get("/").with("Transfer-Encoding", "nonsense, chunked"));
        assertEquals(501, response.status());
        assertTrue(response.hasMember("Connection", "close"));
    }
}

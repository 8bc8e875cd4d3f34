package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.H2cApplication;
import org.upgradefilter.it.PlainServlet;

/** The same with an extension in the server, where they need not ask; and h2load. */
abstract class PriorKnowledgeProgramsContract extends H2cProgramsContract {

    /** A new container with the extension, not started. */
    protected abstract Container container(Map<String, String> settings);

    @Override
    protected Container container() {
        return container(Map.of("rules", H2cApplication.RULE));
    }

    @Test
    void curl_need_not_ask() throws Exception {
        String knowing = "--http2-prior-knowledge";
        String said = output("curl", "-sS", knowing, url("/facts"));
        assertTrue(said.contains("protocol = HTTP/2.0\n"), said);
        said =
                output(
                        "curl",
                        "-sS",
                        knowing,
                        "-H",
                        BINARY,
                        "--data-binary",
                        "@" + file(),
                        url("/upload"));
        assertEquals(PlainServlet.digest(content()), said);
    }

    @Test
    void nghttp_need_not_ask() throws Exception {
        String said = output("nghttp", url("/facts"));
        assertTrue(said.contains("protocol = HTTP/2.0\n"), said);
    }

    /** For that it asks by {@code OPTIONS *}, which no filter sees. */
    @Test
    void nghttp_sends_a_mebibyte() throws Exception {
        String said = output("nghttp", "-u", "-d", file(), url("/upload"));
        assertEquals(PlainServlet.digest(content()), said);
    }

    @ParameterizedTest
    @CsvSource({
        "1,  1,   200",
        "10, 10,  5000",
        "10, 100, 20000",
        "50, 100, 20000",
    })
    void h2load_is_answered_all_it_asks(String clients, String streams, String requests)
            throws Exception {
        String said = output("h2load", "-c", clients, "-m", streams, "-n", requests, url("/plain"));
        assertTrue(said.contains("status codes: " + requests + " 2xx"), said);
        assertTrue(said.contains(" 0 failed, 0 errored, 0 timeout"), said);
    }

    @Test
    void h2load_sends_content_on_many_streams() throws Exception {
        String said = output("h2load", "-c2", "-m20", "-n100", "-d", file(), url("/upload"));
        assertTrue(said.contains("status codes: 100 2xx"), said);
    }
}

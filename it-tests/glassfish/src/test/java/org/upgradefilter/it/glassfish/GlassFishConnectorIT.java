package org.upgradefilter.it.glassfish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.upgradefilter.it.CapturedLog;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.Response;
import org.upgradefilter.servlet.UpgradeFilter;

/**
 * What Grizzly makes of {@code Upgrade} without any filter (GlassFish 7.0.25). When one of these
 * fails, GlassFish has a capability that a contract asks for, or the portable adapter need not
 * allow for an oddity.
 */
class GlassFishConnectorIT extends ContainerContract {

    private static final byte[] CONTENT = {'a', 'b', 'c'};

    /** What GlassFish has logged at the start. */
    private String said;

    @Override
    protected Container container() {
        return GlassFishContainer.lenient();
    }

    @Override
    protected URI begin(Container started) throws Exception {
        try (CapturedLog log = CapturedLog.begin()) {
            URI server = started.start(GlassFishConnectorIT::configure);
            said = log.text();
            return server;
        }
    }

    private static void configure(ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter("upgrade", UpgradeFilter.class);
        filter.setInitParameter("rules", "a rule with a mistake");
        filter.addMappingForUrlPatterns(null, true, "/*");
        context.addServlet("length", new LengthServlet()).addMapping("/length");
        context.addServlet("reading", new ReadingServlet()).addMapping("/reading");
    }

    @Test
    void connection_is_closed_after_the_answer_to_an_offer() throws IOException {
        try (RawConnection connection = connect()) {
            Response response =
                    connection.exchange(RawRequest.get("/length").with("Upgrade", "h2c"));
            assertEquals(200, response.status());
            assertEquals("close", response.line("Connection"));
            connection.awaitEnd();
        }
    }

    @Test
    void reading_the_content_of_an_offer_hangs() throws IOException {
        RawRequest post = RawRequest.line("POST /reading HTTP/1.1").content(CONTENT);
        assertEquals("3", answer(post).text());
        try (RawConnection connection = connect().patience(1000)) {
            RawRequest offering = post.with("Upgrade", "h2c").with("Connection", "Upgrade");
            assertThrows(SocketTimeoutException.class, () -> connection.exchange(offering));
        }
    }

    @Test
    void answer_with_upgrade_has_no_length() throws IOException {
        try (RawConnection connection = connect().patience(1000)) {
            assertThrows(
                    SocketTimeoutException.class,
                    () -> connection.exchange(RawRequest.get("/length?upgrade")));
        }
    }

    /** So whoever deploys a filter has to look at the log. */
    @Test
    void application_goes_on_without_a_filter_that_failed() throws IOException {
        assertTrue(said.contains("a rule with a mistake"), said);
        assertEquals(200, answer(RawRequest.get("/length")).status());
    }

    /** This client offers h2c with every request. */
    @Test
    void java_client_gets_all_the_same() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 3; i++) {
            HttpRequest get = HttpRequest.newBuilder(server().resolve("/length")).build();
            HttpResponse<String> got = client.send(get, BodyHandlers.ofString());
            assertEquals("content", got.body());
            assertEquals(HttpClient.Version.HTTP_1_1, got.version());
        }
    }

    /** Answers with a length, and with {@code Upgrade} if it is asked to. */
    @SuppressWarnings("serial")
    private static final class LengthServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            if ("upgrade".equals(request.getQueryString())) {
                response.addHeader("Upgrade", "websocket");
            }
            response.setContentLength(7);
            response.getOutputStream().print("content");
        }
    }

    /** Says how many bytes of content there were. */
    @SuppressWarnings("serial")
    private static final class ReadingServlet extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            int count = request.getInputStream().readAllBytes().length;
            response.getOutputStream().print(count);
        }
    }
}

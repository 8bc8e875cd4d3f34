package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/**
 * Init-params, as {@code web.xml} would have them: good ones work, bad ones fail the start and say
 * what is wrong, with which value, and what would be right.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ConfigurationContract {

    private static final String ENDPOINT =
            "endpoint=org.upgradefilter.it.ConfigurationContract$EchoEndpoint";

    /** A new container, not started. */
    protected abstract Container container();

    /** What {@code endpoint=} may name. */
    public static final class EchoEndpoint implements WebSocketEndpoint {
        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new Echo();
        }
    }

    /** An endpoint whose constructor fails. */
    public static final class FailingEndpoint implements WebSocketEndpoint {

        /** Fails. */
        public FailingEndpoint() {
            throw new IllegalStateException("the database is down");
        }

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new Echo();
        }
    }

    /** An endpoint nobody else can make. */
    static final class HiddenEndpoint implements WebSocketEndpoint {
        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new Echo();
        }
    }

    @Test
    void good_rules_work() throws Exception {
        String rules =
                """
                # A comment, and a blank line.

                /echo     require  websocket  ENDPOINT maxMessageBytes=100
                /small    allow    websocket  ENDPOINT
                /listed   allow    WebSocket  ENDPOINT origins=same,https://partner.example:8443
                /chat/*   require  websocket  ENDPOINT subprotocols=v2,v1 subprotocolRequired=true
                /admin/*  deny     websocket  status=404
                /*        deny     TLS/1.0    methods=OPTIONS,GET
                /*        ignore   h2c,TLS
                """
                        .replace("ENDPOINT", ENDPOINT);
        Map<String, String> params =
                Map.of(
                        "rules", rules,
                        "maxMessageBytes", " 50 ",
                        "idleTimeoutMs", "60000",
                        "closeTimeoutMs", "1000",
                        "shutdownTimeoutMs", "1000");
        try (Container container = container()) {
            URI server = container.start(context -> configure(context, params));

            boolean speaksHttp1 = container.capabilities().contains(Capability.SPEAKS_HTTP_1);
            assertEquals(speaksHttp1 ? 426 : 403, status(server, RawRequest.get("/echo")));
            assertEquals(200, status(server, RawRequest.get("/small")));
            assertEquals(1009, closeCodeFor(new byte[101], server, "/echo"));
            assertEquals(1009, closeCodeFor(new byte[51], server, "/small"));
            RawRequest partner =
                    RawRequest.webSocket("/listed").with("Origin", "https://partner.example:8443");
            assertEquals(101, status(server, partner));
            RawRequest chat = RawRequest.webSocket("/chat/room");
            assertEquals(400, status(server, chat));
            assertEquals(101, status(server, chat.with("Sec-WebSocket-Protocol", "v1")));
            assertEquals(404, status(server, RawRequest.webSocket("/admin/x")));
            RawRequest tls = RawRequest.get("/x").with("Connection", "Upgrade");
            assertEquals(speaksHttp1 ? 403 : 200, status(server, tls.with("Upgrade", "TLS/1.0")));
            assertEquals(200, status(server, tls.with("Upgrade", "TLS/1.2")));
        }
    }

    @Test
    void filter_without_rules_changes_nothing() throws Exception {
        try (Container container = container()) {
            URI server = container.start(context -> configure(context, Map.of()));
            assertEquals(200, status(server, RawRequest.webSocket("/echo")));
        }
    }

    @Test
    void filter_may_be_started_again() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Container container = container()) {
                Map<String, String> params = Map.of("rules", "/echo require websocket " + ENDPOINT);
                URI server = container.start(context -> configure(context, params));
                assertEquals(101, status(server, RawRequest.webSocket("/echo")));
            }
        }
    }

    /** The value of an init-param, and three things the message must name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rulez             | /a deny websocket      | rulez         | known are         | rules
                    maxMessageBytes   | many                   | =many         | whole number      | 1
                    maxMessageBytes   | 0                      | =0            | whole number      | 1
                    idleTimeoutMs     | -1                     | =-1           | whole number      | 1
                    closeTimeoutMs    | 5s                     | =5s           | whole number      | 1
                    shutdownTimeoutMs | 1e3                    | =1e3          | whole number      | 1
                    rules             | /a                     | line 1        | "/a"              | verdict
                    rules             | /a deny                | line 1        | "/a deny"         | protocol
                    rules             | /a forbid websocket    | line 1        | "forbid"          | allow, require, ignore or deny
                    rules             | a deny websocket       | line 1        | "a"               | begin with /
                    rules             | /a*b deny websocket    | line 1        | "/a*b"            | *
                    rules             | /a deny web@socket     | line 1        | "web@socket"      | TLS/1.2
                    rules             | /a deny websocket x    | line 1        | "x"               | name=value
                    rules             | /a deny websocket x=1  | line 1        | x=1               | known are
                    rules             | /a deny websocket status=200 | line 1  | status=200        | 400
                    rules             | /a deny websocket status=600 | line 1  | status=600        | 599
                    rules             | /a deny x status=404 status=403 | line 1 | status          | twice
                    rules             | /a allow h2            | line 1        | h2                | installed: websocket
                    rules             | /a allow h2c           | line 1        | needs from=       | 127.0.0.0/8,::1
                    rules             | /a allow websocket     | line 1        | endpoint=         | WebSocketEndpoint
                    rules             | /a allow websocket endpoint=no.Such | line 1 | endpoint=no.Such | no such class
                    rules             | /a allow websocket endpoint=java.lang.String | line 1 | endpoint=java.lang.String | WebSocketEndpoint
                    rules             | /a allow websocket endpoint=org.upgradefilter.it.ConfigurationContract$HiddenEndpoint | line 1 | HiddenEndpoint | public
                    rules             | /a allow websocket endpoint=org.upgradefilter.it.ConfigurationContract$FailingEndpoint | line 1 | FailingEndpoint | the database is down
                    rules             | /a allow websocket ENDPOINT origins=nowhere | line 1 | origins=nowhere | any alone
                    rules             | /a allow websocket ENDPOINT subprotocols=a@b | line 1 | subprotocols=a@b | chat.v1
                    rules             | /a allow websocket ENDPOINT subprotocolRequired=yes | line 1 | subprotocolRequired=yes | true or false
                    rules             | /a allow websocket ENDPOINT subprotocolRequired=true | line 1 | subprotocolRequired | subprotocols
                    rules             | /a allow websocket ENDPOINT maxMessageBytes=1M | line 1 | maxMessageBytes=1M | whole number
                    rules             | /a allow websocket ENDPOINT status=404 | line 1 | status=404 | known are
                    """)
    void bad_values_fail_the_start(
            String param, String value, String where, String what, String cure) {
        String actual = value.replace("ENDPOINT", ENDPOINT);
        String message = failure(Map.of(param, actual));
        for (String part : List.of("\"upgrade\"", param, where, what, cure)) {
            assertTrue(message.contains(part), () -> part + " is missing in\n" + message);
        }
    }

    @Test
    void later_lines_are_counted() {
        String rules = "# one\n\n/a deny websocket\n   /b   deny   \n/c deny websocket";
        String message = failure(Map.of("rules", rules));
        assertTrue(message.contains("line 4 \"/b   deny\""), message);
    }

    @Test
    void two_rules_for_the_same_offer_fail_the_start() {
        String message = failure(Map.of("rules", "/a deny websocket\n/a ignore h2c,websocket"));
        assertTrue(message.contains("/a"), message);
        assertTrue(message.contains("decide the same offer"), message);
    }

    @Test
    void init_params_of_a_filter_that_was_built_fail_the_start() {
        String message =
                failure(
                        context -> {
                            FilterRegistration.Dynamic filter =
                                    context.addFilter("upgrade", UpgradeFilter.builder().build());
                            filter.setInitParameter("rules", "/a deny websocket");
                            filter.addMappingForUrlPatterns(null, true, "/*");
                        });
        assertTrue(message.contains("builder"), message);
    }

    private String failure(Map<String, String> params) {
        return failure(context -> configure(context, params));
    }

    private String failure(Application application) {
        return CapturedLog.ofFailedStart(container(), application);
    }

    private static void configure(ServletContext context, Map<String, String> params) {
        FilterRegistration.Dynamic filter = context.addFilter("upgrade", UpgradeFilter.class);
        filter.setInitParameters(params);
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("plain", new PlainServlet()).addMapping("/*");
    }

    private static int status(URI server, RawRequest request) throws IOException {
        try (RawConnection connection = RawConnection.to(server)) {
            return connection.exchange(request).status();
        }
    }

    private static int closeCodeFor(byte[] content, URI server, String path) throws IOException {
        try (RawConnection connection = RawConnection.webSocket(server, path)) {
            connection.send(ClientFrames.binary(content));
            return connection.closeFrame().closeCode();
        }
    }
}

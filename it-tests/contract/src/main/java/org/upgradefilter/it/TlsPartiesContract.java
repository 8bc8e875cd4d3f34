package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.zip.CRC32;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who is who inside TLS: clients by certificate, users by form, hosts by theirs; and who has asked
 * what, in the container's own log.
 */
public abstract class TlsPartiesContract extends ContainerContract {

    private static final String COOKIE = "JSESSIONID";

    private Queue<String> requests;

    @Override
    protected URI begin(Container started) throws Exception {
        requests = started.logRequests();
        return started.startWithForm(new PartiesApplication());
    }

    private static RawRequest request(String method, String path) {
        return RawRequest.line(method + " " + path + " HTTP/1.1").replacing("Host", "127.0.0.1");
    }

    private static RawRequest asking(String path) {
        return request("OPTIONS", path).with("Connection", "Upgrade").with("Upgrade", "TLS/1.2");
    }

    /** A connection that is switched, waiting for the handshake. */
    private RawConnection switched(RawRequest asking) throws IOException {
        RawConnection connection = connect();
        connection.open(asking);
        return connection;
    }

    /** A connection whose handshake is through. */
    private RawConnection upgraded(String path, SSLContext client) throws IOException {
        RawConnection inside = switched(asking(path)).secured(client, socket -> {});
        assertEquals(200, inside.response().status());
        return inside;
    }

    @Test
    void a_client_shows_its_certificate_to_the_servlet() throws IOException {
        for (String path : new String[] {"/need/", "/want/"}) {
            try (RawConnection inside = upgraded(path, TestParties.alice())) {
                assertEquals("https " + TestParties.ALICE, said(inside, path));
                assertEquals("https " + TestParties.ALICE, said(inside, "/elsewhere"));
            }
        }
    }

    @Test
    void a_client_that_may_show_one_need_not() throws IOException {
        for (String path : new String[] {"/want/", "/neither"}) {
            try (RawConnection inside = upgraded(path, TestParties.stranger())) {
                assertEquals("https nobody", said(inside, path));
            }
        }
    }

    @Test
    void a_client_that_is_not_asked_shows_none() throws IOException {
        try (RawConnection inside = upgraded("/neither", TestParties.alice())) {
            assertEquals("https nobody", said(inside, "/neither"));
        }
    }

    private static String said(RawConnection inside, String path) throws IOException {
        Response response = inside.exchange(request("GET", path));
        assertEquals(200, response.status());
        return response.text();
    }

    /** Under TLS 1.3 a client learns of it only when it reads. */
    @Test
    void without_the_certificate_that_is_needed_the_handshake_fails() {
        for (SSLContext client : List.of(TestParties.stranger(), TestParties.mallory())) {
            assertThrows(IOException.class, () -> upgraded("/need/", client).close());
        }
    }

    @Test
    void a_user_logs_in_by_form_and_has_a_secure_cookie() throws IOException {
        try (RawConnection inside = upgraded("/", TestParties.stranger())) {
            Response page = inside.exchange(request("GET", "/member/name"));
            String cookie = cookie(page, "");
            if (page.status() >= 300) {
                // With a session in the path, if it is not yet known that there are cookies.
                assertTrue(page.line("Location").contains(Container.LOGIN_PAGE), page::toString);
                String form = Container.LOGIN_PAGE;
                page = inside.exchange(request("GET", form).with("Cookie", cookie));
            }
            assertEquals("log in, please", page.text());
            Response welcome = inside.exchange(form(TestUser.ALICE.password(), cookie));
            assertTrue(welcome.status() >= 302, welcome::toString);
            URI location = server().resolve(welcome.line("Location"));
            assertEquals("/member/name", location.getPath());
            cookie = cookie(welcome, cookie);
            Response first = inside.exchange(request("GET", "/member/name").with("Cookie", cookie));
            cookie = cookie(first, cookie);
            assertEquals("alice by FORM", first.text());
            Response next = inside.exchange(request("GET", "/member/b").with("Cookie", cookie));
            assertEquals("alice by FORM", next.text());
        }
    }

    @Test
    void a_user_with_a_wrong_password_does_not() throws IOException {
        try (RawConnection inside = upgraded("/", TestParties.stranger())) {
            String cookie = cookie(inside.exchange(request("GET", "/member/name")), "");
            Response refused = inside.exchange(form("guessed", cookie));
            if (refused.status() >= 300) {
                assertTrue(refused.line("Location").endsWith(Container.LOGIN_ERROR_PAGE));
            } else {
                assertEquals("no", refused.text());
            }
            Response again = inside.exchange(request("GET", "/member/b").with("Cookie", cookie));
            assertTrue(!again.text().contains("alice"), again::toString);
        }
    }

    private static RawRequest form(String password, String cookie) {
        String fields =
                "j_username=" + TestUser.ALICE.userName() + "&j_password=" + encoded(password);
        return request("POST", "/j_security_check")
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("Cookie", cookie)
                .content(fields.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** That of the session, which is secure; {@code before} if the response sets none. */
    private static String cookie(Response response, String before) {
        String cookie = before;
        for (String line : response.lines("Set-Cookie")) {
            assertTrue(line.startsWith(COOKIE + "="), line);
            assertTrue(line.contains("; Secure"), line);
            cookie = line.substring(0, line.indexOf(';'));
        }
        return cookie;
    }

    @Test
    void confidential_is_what_comes_inside() throws IOException {
        assertTrue(answer(request("GET", "/confidential/a")).status() >= 300);
        try (RawConnection inside = upgraded("/", TestParties.stranger())) {
            assertEquals("https nobody", said(inside, "/confidential/a"));
        }
    }

    /** Chosen by {@code Host} of who asks, unless the handshake names a host. */
    @Test
    void each_host_is_on_connections_with_its_certificate() throws IOException {
        String address = "127.0.0.1";
        String other = TestParties.OTHER_HOST;
        for (String named : new String[] {null, "localhost"}) {
            assertEquals("200 CN=localhost", answered(address, named, "localhost"));
            // Of which no certificate of ours knows.
            assertEquals("200 CN=localhost", answered(address, named, "unknown.example"));
            assertEquals("421 CN=localhost", answered(address, named, other));
        }
        for (String named : new String[] {null, other}) {
            assertEquals("200 CN=" + other, answered(other, named, other));
            assertEquals("421 CN=" + other, answered(other, named, address));
        }
        // The request that asks is one for its host as well.
        assertEquals("421 CN=" + other, answered(address, other, other));
        assertEquals("421 CN=localhost", answered(other, "localhost", other));
    }

    /**
     * The status inside for {@code host}, and whose certificate was shown.
     *
     * @param asking the host of the request that asks
     * @param named the host the handshake names, or null
     */
    private String answered(String asking, String named, String host) throws IOException {
        SSLSocket[] shaken = {null};
        RawConnection connection = switched(asking("/").replacing("Host", asking));
        try (RawConnection inside =
                connection.secured(
                        TestParties.stranger(), socket -> shaken[0] = naming(named, socket))) {
            Response response = inside.response();
            if (response.status() == 200) {
                response = inside.exchange(request("GET", "/").replacing("Host", host));
            }
            return response.status() + " " + subject(shaken[0]);
        }
    }

    private static SSLSocket naming(String host, SSLSocket socket) {
        if (host != null) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
        }
        return socket;
    }

    private static String subject(SSLSocket socket) throws SSLPeerUnverifiedException {
        X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    /** As it would be in clear; Tomcat alone counts there what says how long chunks are. */
    @Test
    void the_log_of_the_container_has_what_is_asked_inside() throws IOException {
        List<String> inClear;
        try (RawConnection connection = connect()) {
            inClear = logged(connection, connection);
        }
        try (RawConnection connection = switched(asking("/"))) {
            RawConnection inside = connection.secured(TestParties.stranger(), socket -> {});
            assertEquals(200, inside.response().status());
            List<String> logged = logged(connection, inside);
            assertTrue(logged.remove("OPTIONS / 101 0"), logged::toString);
            assertTrue(logged.remove("GET /pieces 200 15"), logged::toString);
            inClear.removeIf(line -> line.startsWith("GET /pieces "));
            assertEquals(inClear, logged);
            assertTrue(logged.contains("GET /a/b 200 6"), logged::toString);
        }
    }

    /** Asks some of everything, and waits until it is in the log; the lines in their own order. */
    private List<String> logged(RawConnection connection, RawConnection inside) throws IOException {
        inside.exchange(request("GET", "/a/b?c=d"));
        inside.exchange(request("HEAD", "/head"));
        inside.exchange(request("POST", "/up").content(new byte[1000]));
        inside.exchange(request("GET", "/pieces"));
        inside.exchange(request("GET", "/missing"));
        String client = "127.0.0.1:" + connection.localPort() + " ";
        int asked = 5 + (connection == inside ? 0 : 1);
        Awaitility.await().until(() -> lines(client).size() == asked);
        return lines(client);
    }

    private List<String> lines(String client) {
        List<String> lines = new ArrayList<>();
        requests.stream()
                .filter(line -> line.startsWith(client))
                .map(line -> line.substring(client.length()))
                .sorted()
                .forEach(lines::add);
        return lines;
    }

    private static long crc(byte[] piece, int times) {
        CRC32 checksum = new CRC32();
        for (int i = 0; i < times; i++) {
            checksum.update(piece);
        }
        return checksum.getValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_hundred_mebibytes_go_up_and_down(String version) throws IOException {
        byte[] piece = PartiesApplication.piece();
        int pieces = PartiesApplication.LARGE / piece.length;
        RawConnection connection = switched(asking("/"));
        try (RawConnection inside =
                connection.secured(
                        TestParties.stranger(),
                        socket -> socket.setEnabledProtocols(new String[] {version}))) {
            inside.response();
            inside.send(
                    request("POST", "/up")
                            .with("Content-Length", Integer.toString(PartiesApplication.LARGE)));
            for (int i = 0; i < pieces; i++) {
                inside.send(piece);
            }
            assertEquals(
                    PartiesApplication.LARGE + " " + crc(piece, pieces), inside.response().text());
            inside.send(request("GET", "/down"));
            for (String line = inside.readLine(); !line.isEmpty(); ) {
                line = inside.readLine();
            }
            assertEquals(crc(piece, pieces), crcOf(inside));
            assertEquals("https nobody", said(inside, "/"));
        }
    }

    /** The checksum of what is received. */
    private static long crcOf(RawConnection inside) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] received = new byte[1 << 14];
        for (int left = PartiesApplication.LARGE; left > 0; ) {
            int count = inside.read(received);
            assertTrue(count > 0, "more was expected");
            checksum.update(received, 0, count);
            left -= count;
        }
        return checksum.getValue();
    }
}

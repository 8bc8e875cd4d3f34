package org.upgradefilter.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.tls.TlsServer.ascii;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.io.ScriptedPeer;

@Timeout(60)
class TlsConnectionTest {

    private static final byte ALERT = 21;

    private final TlsServer server = new TlsServer(TestKeys.settings());

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bytes_go_both_ways(String version) {
        TlsPeer client = server.connected(version);
        client.sends(ascii("hello"));
        assertEquals("hello", server.inside().text());
        writes("to you, too");
        assertEquals("to you, too", client.receivedText());
        assertEquals(version, server.inside().session.getProtocol());
        assertEquals("", server.inside().applicationProtocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void older_versions_are_refused(String version) {
        // The JDK's engine does not offer them any more, so the hello is one of another client.
        String number = version.equals("TLSv1") ? "01" : "02";
        server.scripted.sendsHex(
                "16 0301 002f 01 00002b 03" + number + "00".repeat(32) + "00 0004 c014 002f 01 00");
        assertEquals(ALERT, server.scripted.received()[0]);
        assertTrue(server.scripted.sawEnd());
        assertFalse(server.isOpen());
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, 0", "TLSv1.2, 1", "TLSv1.2, 4", "TLSv1.2, 5", "TLSv1.2, 6", "TLSv1.2, 20",
        "TLSv1.3, 0", "TLSv1.3, 1", "TLSv1.3, 4", "TLSv1.3, 5", "TLSv1.3, 6", "TLSv1.3, 200",
    })
    void a_handshake_may_be_cut_anywhere(String version, int cut) {
        TlsPeer client =
                TlsServer.client(
                        TestKeys.clientContext(), new CutWire(server.scripted, cut), version);
        client.shakesHands().sends(ascii("hello"));
        assertTrue(client.isThrough());
        assertEquals("hello", server.inside().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void records_may_be_cut_anywhere(String version) {
        TlsPeer client = server.connected(version);
        int length = client.encrypted(ascii("one two")).length;
        TlsServer other = new TlsServer(TestKeys.settings());
        TlsPeer sender = other.connected(version);
        for (int cut = 0; cut <= 2 * length; cut++) {
            byte[] first = sender.encrypted(ascii("one two"));
            byte[] both = Arrays.copyOf(first, 2 * length);
            System.arraycopy(sender.encrypted(ascii("and two")), 0, both, length, length);
            other.scripted.sends(Arrays.copyOf(both, cut));
            other.scripted.sends(Arrays.copyOfRange(both, cut, both.length));
            assertEquals("one twoand two", other.inside().text(), "cut at " + cut);
        }
    }

    @Test
    void a_hello_may_come_with_the_request_that_asked_for_the_switch() {
        ScriptedPeer scripted = new ScriptedPeer();
        CutWire wire = new CutWire(scripted, 0);
        wire.hold();
        TlsPeer client = TlsServer.client(TestKeys.clientContext(), wire, "TLSv1.3").shakesHands();
        wire.release();
        TlsServer early = new TlsServer(TestKeys.settings(), "", scripted);
        client.settles();
        assertTrue(client.isThrough());
        assertTrue(early.isOpen());
    }

    @Test
    void what_comes_with_the_end_of_the_handshake_is_read() {
        CutWire wire = new CutWire(server.scripted, 0);
        TlsPeer client = TlsServer.client(TestKeys.clientContext(), wire, "TLSv1.3");
        wire.hold();
        client.shakesHands();
        wire.release();
        wire.hold();
        client.settles();
        client.sends(ascii("hello"));
        assertFalse(server.isOpen());
        wire.release();
        assertEquals("hello", server.inside().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "47",
                "474554202f20485454502f312e310d0a486f73743a20610d0a0d0a",
                "80 2e 01 03 03 0015 0000 0010",
                "16 02",
                "16 03 01 00 2f 02",
                "15 03 01 00 02 02 28",
                "17 03 03 00 01 00",
                "00"
            })
    void bytes_that_are_no_hello_end_it_without_an_answer(String hex) {
        server.scripted.sendsHex(hex);
        assertEquals(0, server.scripted.received().length);
        assertTrue(server.scripted.sawEnd());
        assertFalse(server.isOpen());
        assertEquals(0, server.timer.pending());
    }

    @Test
    void a_broken_hello_is_answered_by_an_alert() {
        server.scripted.sendsHex("16 0301 0008 01 000004 ffffffff");
        assertEquals(ALERT, server.scripted.received()[0]);
        assertTrue(server.scripted.sawEnd());
        assertFalse(server.isOpen());
    }

    @Test
    void clear_text_after_the_hello_ends_it() {
        CutWire wire = new CutWire(server.scripted, 0);
        wire.hold();
        TlsServer.client(TestKeys.clientContext(), wire, "TLSv1.3").shakesHands();
        wire.release();
        server.scripted.received();
        server.scripted.sends(ascii("GET / HTTP/1.1\r\n\r\n"));
        assertFalse(server.scripted.receivedText().contains("HTTP"));
        assertTrue(server.scripted.sawEnd());
        assertFalse(server.isOpen());
    }

    @Test
    void a_handshake_is_not_waited_for_longer_than_its_timeout() {
        server.scripted.sendsHex("16 03");
        server.timer.advance(Duration.ofMillis(9_999));
        assertFalse(server.scripted.sawEnd());
        server.timer.advance(Duration.ofMillis(1));
        assertTrue(server.scripted.sawEnd());
        assertFalse(server.isOpen());
    }

    @Test
    void an_endless_handshake_ends_however_busy_the_peer_is() {
        CutWire wire = new CutWire(server.scripted, 0);
        wire.hold();
        TlsServer.client(TestKeys.clientContext(), wire, "TLSv1.3").shakesHands();
        wire.release();
        byte[] dummy = HexFormat.of().parseHex("140303000101".repeat(10_000));
        for (int i = 0; i < 10 && !server.scripted.sawEnd(); i++) {
            server.scripted.sends(dummy);
            server.scripted.received();
        }
        assertTrue(server.scripted.sawEnd());
    }

    @Test
    void a_worker_that_takes_long_does_not_prolong_the_handshake() {
        server.scripted.duplex().holdWorkers();
        server.client("TLSv1.3").shakesHands();
        server.timer.advance(Duration.ofSeconds(10));
        assertTrue(server.scripted.sawEnd());
        server.scripted.duplex().releaseWorkers();
        assertFalse(server.isOpen());
    }

    @Test
    void the_engine_works_on_workers() {
        server.scripted.duplex().holdWorkers();
        TlsPeer client = server.client("TLSv1.3").shakesHands();
        server.scripted.expectsNothing();
        server.scripted.duplex().releaseWorkers();
        client.settles();
        assertTrue(client.isThrough());
    }

    @Test
    void a_handshake_that_is_through_leaves_no_timer() {
        server.connected("TLSv1.3");
        assertEquals(0, server.timer.pending());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_peer_that_takes_little_at_a_time_gets_through(String version) {
        ScriptedPeer scripted = new ScriptedPeer(16);
        TlsServer slow = new TlsServer(TestKeys.settings(), "", scripted);
        scripted.room(0);
        TlsPeer client = slow.client(version).shakesHands();
        for (int i = 0; i < 1000 && !(client.isThrough() && slow.isOpen()); i++) {
            scripted.room(7);
            client.settles();
        }
        assertTrue(client.isThrough());
        assertTrue(slow.isOpen());
    }

    @Test
    void an_end_without_close_notify_is_an_error() {
        TlsPeer client = server.connected("TLSv1.3");
        client.sends(ascii("hal"));
        server.scripted.finishes();
        assertEquals("hal", server.inside().text());
        assertEquals(List.of("open", "closed"), server.inside().events);
        assertInstanceOf(EOFException.class, server.inside().readFailure);
        assertInstanceOf(EOFException.class, server.inside().cause);
        assertTrue(server.scripted.duplex().isClosed());
    }

    @Test
    void an_end_within_a_record_is_an_error() {
        TlsPeer client = server.connected("TLSv1.3");
        byte[] record = client.encrypted(ascii("hello"));
        server.scripted.sends(Arrays.copyOf(record, record.length - 1));
        server.scripted.finishes();
        assertEquals("", server.inside().text());
        assertInstanceOf(EOFException.class, server.inside().cause);
    }

    @Test
    void an_end_within_the_handshake_ends_it() {
        ScriptedPeer scripted = new ScriptedPeer();
        TlsServer other = new TlsServer(TestKeys.settings(), "", scripted);
        scripted.sendsHex("16 0301 0200 01");
        scripted.finishes();
        assertEquals(ALERT, scripted.received()[0]);
        assertTrue(scripted.sawEnd());
        assertFalse(other.isOpen());
        assertEquals(0, other.timer.pending());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void close_notify_is_the_end_and_answered(String version) {
        TlsPeer client = server.connected(version);
        client.sends(ascii("bye"));
        client.ends();
        assertEquals("bye", server.inside().text());
        assertEquals(List.of("open", "end"), server.inside().events);
        server.scripted.duplex().run(server.inside().tls::close);
        assertTrue(client.sawEnd());
        assertNull(server.inside().cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void an_abortion_is_no_end(String version) {
        TlsPeer client = server.connected(version);
        server.scripted.duplex().run(() -> server.inside().tls.abort());
        client.settles();
        assertFalse(client.sawCloseNotify());
        assertTrue(server.scripted.duplex().isAborted());
        assertFalse(holdsBuffer());
    }

    @Test
    void what_was_written_precedes_close_notify() {
        ScriptedPeer scripted = new ScriptedPeer(16);
        TlsServer slow = new TlsServer(TestKeys.settings(), "", scripted);
        TlsPeer client = slow.connected("TLSv1.3");
        scripted.room(0);
        scripted.duplex()
                .run(
                        () -> {
                            slow.inside().tls.write(ByteBuffer.wrap(ascii("last words")));
                            slow.inside().tls.close();
                        });
        assertEquals(List.of("open", "closed"), slow.inside().events);
        assertFalse(scripted.duplex().isClosed());
        scripted.unlimitedRoom();
        assertEquals("last words", client.receivedText());
        assertTrue(client.sawEnd());
        assertEquals(0, slow.timer.pending());
    }

    @Test
    void a_peer_that_takes_nothing_is_not_said_good_bye_to_for_ever() {
        ScriptedPeer scripted = new ScriptedPeer(16);
        TlsServer stalled = new TlsServer(TestKeys.settings(), "", scripted);
        stalled.connected("TLSv1.3");
        scripted.room(0);
        scripted.duplex().run(stalled.inside().tls::close);
        stalled.timer.advance(Duration.ofMillis(4_999));
        assertFalse(scripted.duplex().isClosed());
        stalled.timer.advance(Duration.ofMillis(1));
        assertTrue(scripted.duplex().isClosed());
    }

    @Test
    void nobody_shakes_hands_twice_under_tls_1_2() throws SSLException {
        TlsPeer client = server.connected("TLSv1.2");
        client.engine().beginHandshake();
        client.settles();
        assertEquals(List.of("open", "closed"), server.inside().events);
        assertInstanceOf(SSLException.class, server.inside().cause);
        assertTrue(server.scripted.sawEnd());
    }

    @Test
    void keys_may_be_updated_under_tls_1_3() throws SSLException {
        TlsPeer client = server.connected("TLSv1.3");
        for (int i = 0; i < 10; i++) {
            client.engine().beginHandshake();
            client.sends(ascii("x"));
        }
        assertEquals("x".repeat(10), server.inside().text());
        writes("fine");
        assertEquals("fine", client.receivedText());
    }

    @Test
    void a_flood_of_key_updates_ends_it() throws SSLException {
        TlsPeer client = server.connected("TLSv1.3");
        int updates = 0;
        while (!server.scripted.duplex().isClosed() && updates < 100) {
            client.engine().beginHandshake();
            client.settles();
            updates++;
        }
        assertEquals(33, updates);
        assertInstanceOf(SSLException.class, server.inside().cause);
        assertTrue(client.sawEnd());
    }

    @Test
    void an_answer_to_a_key_update_waits_for_room() throws SSLException {
        ScriptedPeer scripted = new ScriptedPeer(16);
        TlsServer slow = new TlsServer(TestKeys.settings(), "", scripted);
        TlsPeer client = slow.connected("TLSv1.3");
        scripted.room(0);
        client.engine().beginHandshake();
        client.settles();
        client.sends(ascii("after it"));
        assertEquals("after it", slow.inside().text());
        scripted.unlimitedRoom();
        slow.scripted
                .duplex()
                .run(
                        () -> {
                            slow.inside().tls.write(ByteBuffer.wrap(ascii("new keys")));
                            assertTrue(slow.inside().tls.flush());
                        });
        assertEquals("new keys", client.receivedText());
    }

    @Test
    void a_record_that_was_changed_ends_it_with_an_alert() {
        TlsPeer client = server.connected("TLSv1.3");
        byte[] record = client.encrypted(ascii("hello"));
        record[record.length - 1] ^= 1;
        server.scripted.sends(record);
        assertEquals("", server.inside().text());
        assertEquals(List.of("open", "closed"), server.inside().events);
        client.settles();
        assertNotNull(client.failure());
        assertTrue(server.scripted.sawEnd());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 18433", "TLSv1.3, 16641", "TLSv1.3, 18432", "TLSv1.3, 65535"})
    void a_record_that_is_too_large_ends_it(String version, int length) {
        server.connected(version);
        byte[] record = new byte[5 + length];
        ByteBuffer.wrap(record).put((byte) 23).putShort((short) 0x0303).putShort((short) length);
        server.scripted.sends(record);
        assertEquals(List.of("open", "closed"), server.inside().events);
        assertTrue(server.scripted.duplex().isClosed());
    }

    @Test
    void a_peers_alert_ends_it() {
        TlsPeer client = TlsServer.client(untrusting(), Wire.of(server.scripted), "TLSv1.3");
        client.shakesHands();
        client.settles();
        assertNotNull(client.failure());
        assertTrue(server.scripted.duplex().isClosed());
        assertFalse(server.isOpen());
    }

    private static SSLContext untrusting() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void who_does_not_read_stops_the_peer() {
        TlsPeer client = server.connected("TLSv1.3");
        server.inside().paused = true;
        client.sends(new byte[1 << 18]);
        assertTrue(server.scripted.unread() >= 1 << 18);
        server.inside().paused = false;
        server.scripted.duplex().run(server.inside()::read);
        assertEquals(1 << 18, server.inside().text().length());
    }

    @Test
    void an_idle_connection_holds_no_buffer() {
        TlsPeer client = server.connected("TLSv1.3");
        assertFalse(holdsBuffer());
        client.sends(ascii("hello"));
        writes("hello");
        assertFalse(holdsBuffer());
        byte[] record = client.encrypted(new byte[10_000]);
        server.scripted.sends(Arrays.copyOf(record, 900));
        assertFalse(holdsBuffer());
        server.scripted.sends(Arrays.copyOfRange(record, 900, 2000));
        assertTrue(holdsBuffer());
        server.scripted.sends(Arrays.copyOfRange(record, 2000, record.length));
        assertFalse(holdsBuffer());
        assertEquals(5 + 10_000, server.inside().text().length());
    }

    @Test
    void a_closed_connection_holds_no_buffer() {
        TlsPeer client = server.connected("TLSv1.3");
        server.scripted.sends(Arrays.copyOf(client.encrypted(new byte[10_000]), 2000));
        assertTrue(holdsBuffer());
        server.scripted.breaks(new IOException("cable cut"));
        assertFalse(holdsBuffer());
    }

    @Test
    void a_record_larger_than_the_readers_room_is_read_in_pieces() {
        TlsPeer client = server.connected("TLSv1.3");
        server.inside().paused = true;
        byte[] sent = new byte[16_384];
        new Random(7).nextBytes(sent);
        client.sends(sent);
        ByteBuffer all = ByteBuffer.allocate(sent.length);
        server.scripted
                .duplex()
                .run(
                        () -> {
                            ByteBuffer piece = ByteBuffer.allocate(100);
                            while (server.inside().tls.read(piece.clear()) > 0) {
                                all.put(piece.flip());
                            }
                        });
        assertArrayEquals(sent, all.array());
        assertFalse(holdsBuffer());
    }

    @Test
    void large_writes_make_full_records() {
        server.connected("TLSv1.3");
        server.scripted.duplex().run(() -> writeAll(new byte[10 * 16_384]));
        byte[] records = server.scripted.received();
        int count = 0;
        for (int at = 0; at < records.length; count++) {
            at += 5 + ByteBuffer.wrap(records).getShort(at + 3);
        }
        // JSSE pads what it sends under TLS 1.3, so a record takes a few bytes less than 16 KiB.
        assertEquals(11, count);
    }

    /** RFC 9113 §9.2.2, Appendix A. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256,                        h2",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256,                  h2",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,       h2",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, h2",
        "TLSv1.2, TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,           h2",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,       http/1.1",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,            http/1.1",
        "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256,               http/1.1",
    })
    void http_2_is_not_spoken_by_what_is_too_weak_for_it(
            String version, String suite, String agreed) {
        TlsServer both =
                new TlsServer(
                        TestKeys.settings().withApplicationProtocols(List.of("h2", "http/1.1")));
        TlsPeer client = offering(both, version, "http/1.1", "h2");
        client.engine().setEnabledCipherSuites(new String[] {suite});
        client.shakesHands();
        assertEquals(suite, both.inside().session.getCipherSuite());
        assertEquals(agreed, both.inside().applicationProtocol);
        TlsServer second =
                new TlsServer(TestKeys.settings().withApplicationProtocols(List.of("h2")));
        TlsPeer other = offering(second, version, "h2");
        other.engine().setEnabledCipherSuites(new String[] {suite});
        other.shakesHands();
        assertEquals(agreed.equals("h2"), second.isOpen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void any_protocol_that_is_offered_by_alpn_is_refused_unless_it_is_allowed(String version) {
        TlsPeer client = offering(server, version, "h2", "http/1.1").shakesHands();
        client.settles();
        assertFailure(client, "no_application_protocol");
        assertFalse(server.isOpen());
        assertTrue(server.scripted.sawEnd());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void an_allowed_protocol_is_agreed_upon(String version) {
        TlsServer allowing =
                new TlsServer(TestKeys.settings().withApplicationProtocols(List.of("http/1.1")));
        TlsPeer client = offering(allowing, version, "h2", "http/1.1").shakesHands();
        assertEquals("http/1.1", client.engine().getApplicationProtocol());
        assertEquals("http/1.1", allowing.inside().applicationProtocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void other_protocols_than_the_allowed_are_refused(String version) {
        TlsServer allowing =
                new TlsServer(TestKeys.settings().withApplicationProtocols(List.of("http/1.1")));
        TlsPeer client = offering(allowing, version, "h2", "spdy/3").shakesHands();
        client.settles();
        assertFailure(client, "no_application_protocol");
        assertFalse(allowing.isOpen());
    }

    @Test
    void who_offers_nothing_is_welcome_where_a_protocol_is_allowed() {
        TlsServer allowing =
                new TlsServer(TestKeys.settings().withApplicationProtocols(List.of("http/1.1")));
        allowing.connected("TLSv1.3");
        assertEquals("", allowing.inside().applicationProtocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_client_shows_its_certificate_where_it_must(String version) throws Exception {
        TlsSettings settings = asking(ClientAuthentication.NEED);
        TlsServer strict = new TlsServer(settings);
        TlsPeer stranger = strict.client(version).shakesHands();
        stranger.settles();
        assertNotNull(stranger.failure());
        assertFalse(strict.isOpen());

        TlsServer again = new TlsServer(settings);
        TlsPeer known =
                TlsServer.client(TestKeys.knownClientContext(), Wire.of(again.scripted), version)
                        .shakesHands();
        assertTrue(known.isThrough());
        assertEquals(
                TestKeys.client().getCertificate("client"),
                again.inside().session.getPeerCertificates()[0]);
    }

    @Test
    void a_client_that_may_show_a_certificate_need_not() {
        new TlsServer(asking(ClientAuthentication.WANT)).connected("TLSv1.3");
    }

    @Test
    void versions_may_be_restricted_to_1_3() {
        TlsServer modern = new TlsServer(TestKeys.settings().withMinVersion(TlsVersion.TLS_1_3));
        TlsPeer old = modern.client("TLSv1.2").shakesHands();
        old.settles();
        assertFailure(old, "protocol_version");
        assertFalse(modern.isOpen());
    }

    @Test
    void an_overflow_is_passed_on() {
        server.connected("TLSv1.3");
        server.scripted.duplex().run(server.connection::onOverflow);
        assertEquals(List.of("open", "overflow"), server.inside().events);
    }

    @Test
    void an_overflow_within_the_handshake_ends_it() {
        server.scripted.sendsHex("16 03");
        server.scripted.duplex().run(server.connection::onOverflow);
        assertTrue(server.scripted.sawEnd());
    }

    @Test
    void shutdown_is_the_business_of_what_is_inside() {
        TlsPeer client = server.connected("TLSv1.3");
        server.connection.shutdown();
        assertEquals(List.of("open", "shutdown", "closed"), server.inside().events);
        assertTrue(client.sawEnd());
    }

    @Test
    void shutdown_ends_a_handshake() {
        server.connection.shutdown();
        assertTrue(server.scripted.sawEnd());
        assertEquals(0, server.timer.pending());
    }

    private static TlsSettings asking(ClientAuthentication wanted) {
        return TlsSettings.of(TestKeys.certificates(), TestKeys.trustIn(TestKeys.client()))
                .withClientAuthentication(wanted);
    }

    private static TlsPeer offering(TlsServer server, String version, String... protocols) {
        TlsPeer client = server.client(version);
        SSLParameters parameters = client.engine().getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        client.engine().setSSLParameters(parameters);
        return client;
    }

    private static void assertFailure(TlsPeer client, String alert) {
        SSLException failure = client.failure();
        assertNotNull(failure);
        assertTrue(String.valueOf(failure.getMessage()).contains(alert), failure::toString);
    }

    private void writes(String text) {
        server.scripted
                .duplex()
                .run(
                        () -> {
                            writeAll(ascii(text));
                            assertTrue(server.inside().tls.flush());
                        });
    }

    private void writeAll(byte[] bytes) throws IOException {
        ByteBuffer src = ByteBuffer.wrap(bytes);
        while (src.hasRemaining()) {
            assertTrue(server.inside().tls.write(src) > 0);
        }
        assertTrue(server.inside().tls.flush());
    }

    private boolean holdsBuffer() {
        boolean[] holds = new boolean[1];
        server.scripted.duplex().run(() -> holds[0] = server.connection.holdsBuffer());
        return holds[0];
    }
}

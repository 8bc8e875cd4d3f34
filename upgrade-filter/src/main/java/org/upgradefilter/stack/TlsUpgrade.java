package org.upgradefilter.stack;

import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.exchange.HttpTimeouts;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.http1.Http1Connection;
import org.upgradefilter.http1.Http1Settings;
import org.upgradefilter.http2.Http2Connection;
import org.upgradefilter.http2.Http2Limits;
import org.upgradefilter.http2.Http2Settings;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.tls.TlsConnection;
import org.upgradefilter.tls.TlsSettings;

/**
 * {@code TLS} (RFC 2817): after the 101 the client shakes hands, and the same web application goes
 * on answering HTTP/1.1 inside TLS, the request that asked for it first.
 *
 * <p>Nobody knows who has sent that request: an attacker may have, and have spliced somebody else's
 * handshake onto what follows (CVE-2025-49812). So, unless it is told otherwise, only an {@code
 * OPTIONS} may ask, which is answered here and not by the application; {@code Cookie} and {@code
 * Authorization} of the request that asks never reach the application; and a client that offers a
 * protocol by ALPN is refused. Where {@code h2} is agreed upon by ALPN, HTTP/2 is spoken inside,
 * and the request that asked is not answered, for the client begins anew there.
 *
 * @param token {@code TLS}, or with a version that must be offered; the version that is spoken is
 *     agreed upon in the handshake
 * @param methods which may ask
 * @param settings how TLS is spoken
 * @param hostCheck which hosts may be asked for inside
 * @param proxied whether requests that look proxied may ask; TLS would end at the proxy, or go
 *     through one that does not know
 * @param timeouts how long a client is waited for inside
 * @param http2 what a client may send that speaks HTTP/2 inside
 * @param gateway the way back into the application; null if there is none
 */
public record TlsUpgrade(
        ProtocolToken token,
        Set<String> methods,
        TlsSettings settings,
        HostCheck hostCheck,
        Proxied proxied,
        HttpTimeouts timeouts,
        Http2Limits http2,
        @Nullable Gateway gateway)
        implements HttpUpgrade {

    /** {@code TLS}, of any version. */
    public static final ProtocolToken TOKEN = new ProtocolToken("TLS", null);

    /** What may ask unless somebody says otherwise: it asks for nothing else. */
    static final Set<String> ASKING = Set.of("OPTIONS");

    /** What is asked for where no rule names a version, since every client knows it. */
    private static final ProtocolToken TLS_1_2 = new ProtocolToken("TLS", "1.2");

    /** What may be offered. Containers remember every name that a connection was switched to. */
    private static final Set<String> VERSIONS = Set.of("1.0", "1.1", "1.2", "1.3");

    /** How ALPN calls it (RFC 9113 §3.2). */
    private static final String HTTP_2 = "h2";

    private static final ProtocolToken HTTP_1_1 = new ProtocolToken("HTTP", "1.1");

    /**
     * Checks token and methods.
     *
     * @throws IllegalArgumentException if the token is not TLS, or no method may ask
     */
    public TlsUpgrade {
        methods = Set.copyOf(methods);
        if (!isTls(token)) {
            throw new IllegalArgumentException(token + " is not TLS");
        }
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("TLS needs a method that asks for it; use OPTIONS");
        }
    }

    /**
     * With the defaults: {@code OPTIONS} alone may ask, requests that look proxied may not, and
     * hosts of another certificate get 421.
     */
    public static TlsUpgrade of(TlsSettings settings) {
        return new TlsUpgrade(
                TOKEN,
                ASKING,
                settings,
                HostCheck.KNOWN,
                Proxied.NO,
                HttpTimeouts.defaults(),
                Http2Limits.defaults(),
                null);
    }

    /** True for {@code TLS} and {@code TLS/x}. */
    static boolean isTls(ProtocolToken token) {
        return TOKEN.covers(token);
    }

    /** Asked for by requests of these methods. */
    public TlsUpgrade withMethods(Set<String> others) {
        return new TlsUpgrade(
                token, others, settings, hostCheck, proxied, timeouts, http2, gateway);
    }

    /** With other hosts that may be asked for inside. */
    public TlsUpgrade withHostCheck(HostCheck other) {
        return new TlsUpgrade(token, methods, settings, other, proxied, timeouts, http2, gateway);
    }

    /** With requests that look proxied let in, or not. */
    public TlsUpgrade withProxied(Proxied other) {
        return new TlsUpgrade(token, methods, settings, hostCheck, other, timeouts, http2, gateway);
    }

    /** With other limits to how long a client is waited for inside; not that of the handshake. */
    public TlsUpgrade withTimeouts(HttpTimeouts other) {
        return new TlsUpgrade(token, methods, settings, hostCheck, proxied, other, http2, gateway);
    }

    /** With other limits to what a client may send that speaks HTTP/2 inside. */
    public TlsUpgrade withHttp2(Http2Limits other) {
        return new TlsUpgrade(
                token, methods, settings, hostCheck, proxied, timeouts, other, gateway);
    }

    @Override
    public TlsUpgrade through(Gateway other) {
        return new TlsUpgrade(token, methods, settings, hostCheck, proxied, timeouts, http2, other);
    }

    /** As RFC 2817 §4.2 has it: {@code TLS/1.2, HTTP/1.1}. */
    @Override
    public List<ProtocolToken> layers() {
        return List.of(token.version() == null ? TLS_1_2 : token, HTTP_1_1);
    }

    @Override
    public Handshake handshake(RequestHead head, ProtocolToken offered) {
        if (gateway == null) {
            return new Handshake.Declined("there is no way back into the application");
        }
        if (!isVersion(offered.version())) {
            return new Handshake.Declined("there is no such version");
        }
        if (proxied == Proxied.NO && head.looksProxied()) {
            return new Handshake.Declined("a proxy is in between");
        }
        FirstRequest first = FirstRequest.ofNobody(head).orElse(null);
        if (first == null) {
            return new Handshake.Declined("the request could not be asked again inside TLS");
        }
        Gateway back = gateway;
        return new Handshake.Accepted(
                List.of(offered, HTTP_1_1),
                List.of(),
                (duplex, timer) -> connect(duplex, timer, first, back.handlerOver(duplex)));
    }

    private boolean isVersion(@Nullable String offered) {
        return offered == null || VERSIONS.contains(offered) || offered.equals(token.version());
    }

    private Connection connect(
            Duplex lower, Timer timer, FirstRequest first, HttpHandler application) {
        return new TlsConnection(
                lower,
                timer,
                settings,
                first.host(),
                (tls, session, agreed) ->
                        agreed.equals(HTTP_2)
                                ? inHttp2(tls, timer, session, application)
                                : inHttp1(tls, timer, session, first, application));
    }

    private Connection inHttp1(
            Duplex tls,
            Timer timer,
            SSLSession session,
            FirstRequest first,
            HttpHandler application) {
        Encryption encryption = Encryptions.of(session);
        return new Http1Connection(
                tls,
                timer,
                Http1Settings.within(encryption)
                        .withTimeouts(timeouts)
                        .withCheck(hostCheck.of(settings.certificates(), session)),
                first.asksForTlsAlone() ? new OptionsFirst(application) : application,
                first.within(encryption));
    }

    /**
     * The client begins anew: nothing tells an HTTP/2 that was agreed upon by ALPN of a request
     * before it (RFC 9113 §3.2), so that which asked for TLS is not answered.
     */
    private Connection inHttp2(
            Duplex tls, Timer timer, SSLSession session, HttpHandler application) {
        return new Http2Connection(
                tls,
                timer,
                Http2Settings.within(Encryptions.of(session))
                        .withTimeouts(timeouts)
                        .withLimits(http2)
                        .withCheck(hostCheck.of(settings.certificates(), session)),
                application);
    }
}

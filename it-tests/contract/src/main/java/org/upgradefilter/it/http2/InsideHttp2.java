package org.upgradefilter.it.http2;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.Header;
import org.upgradefilter.it.Capability;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.TestCertificate;
import org.upgradefilter.it.UpgradedContainer;
import org.upgradefilter.it.UpgradingFilter;

/**
 * A container to which everybody speaks HTTP/2, for which each connection has asked in HTTP/1.1:
 * whatever holds there holds over HTTP/2 as well.
 *
 * <p>Clients go through an {@link Http2Proxy}.
 */
public final class InsideHttp2 extends UpgradedContainer {

    private static final String PATH = "/inside-h2";

    /** The scheme of addresses that are those of a proxy, while what is behind it has TLS. */
    private static final String SCHEME_OF_TLS = "http+h2";

    private final Way way;

    /** Null before something runs. */
    private Http2Proxy proxy;

    private InsideHttp2(Container container, Way way) {
        super(container, way.filter());
        this.way = way;
    }

    /** By {@code Upgrade: h2c} (RFC 7540 §3.2). */
    public static InsideHttp2 clear(Container container) {
        return new InsideHttp2(container, Way.CLEAR);
    }

    /** By {@code Upgrade: TLS} (RFC 2817), where ALPN agrees upon {@code h2}. */
    public static InsideHttp2 secure(Container container) {
        return new InsideHttp2(container, Way.TLS);
    }

    /** How one comes to HTTP/2. */
    private enum Way {
        CLEAR("http", PATH + " allow h2c from=127.0.0.0/8,::1") {
            @Override
            Uplink opened(RawConnection connection) throws IOException {
                switchTo(connection, Http2Client.asking("GET", PATH));
                return begun(connection, 1);
            }
        },
        TLS(SCHEME_OF_TLS, PATH + " allow TLS alpn=h2") {
            @Override
            Uplink opened(RawConnection connection) throws IOException {
                switchTo(
                        connection,
                        RawRequest.line("OPTIONS " + PATH + " HTTP/1.1")
                                .with("Connection", "Upgrade")
                                .with("Upgrade", "TLS/1.2"));
                return begun(connection.secured(Way::offerHttp2).patience(0), -1);
            }
        };

        private final String scheme;
        private final String rules;

        Way(String scheme, String rules) {
            this.scheme = scheme;
            this.rules = rules;
        }

        UpgradingFilter filter() {
            return new UpgradingFilter(PATH, TestCertificate.settings(rules));
        }

        /** What HTTP/2 is spoken over from now on. */
        abstract Uplink opened(RawConnection connection) throws IOException;

        private static void switchTo(RawConnection connection, RawRequest asking)
                throws IOException {
            int status = connection.exchange(asking).status();
            if (status != 101) {
                throw new ConnectException("not switched, but " + status);
            }
        }

        private static void offerHttp2(SSLSocket socket) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
        }

        /**
         * @param asked the stream of the request that has asked, which is waited for; -1 if none is
         *     answered
         */
        private static Uplink begun(RawConnection connection, int asked) throws IOException {
            Uplink uplink = new Uplink(connection.patience(0), asked);
            CompletableFuture<Void> answered = new CompletableFuture<>();
            uplink.begin(asking(answered));
            if (asked > 0) {
                answered.join();
            }
            return uplink;
        }

        private static Uplink.Receiver asking(CompletableFuture<Void> answered) {
            return new Uplink.Receiver() {
                @Override
                public void onFields(List<Header> fields, boolean last) {
                    if (last) {
                        answered.complete(null);
                    }
                }

                @Override
                public void onContent(byte[] content, boolean last) {
                    if (last) {
                        answered.complete(null);
                    }
                }

                @Override
                public void onReset(int errorCode) {
                    answered.complete(null);
                }

                @Override
                public void onEnd() {
                    answered.complete(null);
                }
            };
        }
    }

    /** The address is the same again after a redeployment, as that of the server is. */
    @Override
    protected URI address(URI server) throws IOException {
        if (proxy == null) {
            String scheme = way == Way.CLEAR ? "http" : "https";
            proxy = new Http2Proxy(scheme, () -> opened(way, server));
        }
        return URI.create(way.scheme + "://" + proxy.authority());
    }

    private static Uplink opened(Way way, URI server) throws IOException {
        RawConnection connection = RawConnection.to(server);
        try {
            return way.opened(connection);
        } catch (IOException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** Whether bytes are a request of HTTP/1.1 is the proxy's to say. */
    @Override
    public Set<Capability> capabilities() {
        Set<Capability> having = super.capabilities();
        having.removeAll(
                EnumSet.of(
                        Capability.SPEAKS_HTTP_1,
                        Capability.ANSWERS_BEFORE_A_BAD_REQUEST,
                        Capability.SPEAKS_IN_CLEAR,
                        Capability.SHOWS_OFFERS_BEHIND_THE_FILTER));
        return having;
    }

    @Override
    public void close() {
        Optional.ofNullable(proxy).ifPresent(Http2Proxy::close);
        super.close();
    }
}

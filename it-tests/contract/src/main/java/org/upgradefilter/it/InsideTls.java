package org.upgradefilter.it;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A container to which everybody speaks inside TLS, for which each connection has asked in clear
 * (RFC 2817 §3.2): whatever holds there in clear holds inside as well.
 *
 * <p>What asks is answered by a filter of its own, before all others and on a path where they have
 * nothing to say. Clients that cannot ask go through a {@link TlsForwarder}.
 */
public final class InsideTls implements Container {

    /** Of the addresses of web applications that are to be asked so. */
    static final String SCHEME = "http+tls";

    private static final String PATH = "/inside-tls";

    private static final RawRequest ASKING =
            RawRequest.line("OPTIONS " + PATH + " HTTP/1.1")
                    .with("Connection", "Upgrade")
                    .with("Upgrade", "TLS/1.2");

    private static final UpgradingFilter FILTER =
            new UpgradingFilter(
                    PATH,
                    Map.of(
                            "keyStore",
                            TestCertificate.keyStore().toString(),
                            "keyStorePassword",
                            TestCertificate.PASSWORD,
                            "rules",
                            PATH + " allow TLS"));

    private final Container container;

    public InsideTls(Container container) {
        this.container = container;
    }

    static boolean isInside(URI server) {
        return server.getScheme().equals(SCHEME);
    }

    /**
     * Asks for TLS, shakes hands, and receives the answer to what has asked.
     *
     * @throws ConnectException if the server does not switch
     */
    static RawConnection upgraded(RawConnection inClear) throws IOException {
        int asked = inClear.exchange(ASKING).status();
        if (asked != 101) {
            throw new ConnectException("not switched to TLS, but " + asked);
        }
        RawConnection inside = inClear.secured(socket -> {});
        int answered = inside.response().status();
        if (answered != 200) {
            throw new AssertionError("a 200 expected, not " + answered);
        }
        return inside;
    }

    private static URI inside(URI server) {
        return URI.create(SCHEME + "://" + server.getAuthority());
    }

    @Override
    public void serveJakarta(Jakarta when) {
        container.serveJakarta(when);
    }

    @Override
    public URI start(Application application) throws Exception {
        return inside(container.start(FILTER.before(application)));
    }

    @Override
    public URI startWithLogin(Application application) throws Exception {
        return inside(container.startWithLogin(FILTER.before(application)));
    }

    /** Deploys a copy whose {@code web.xml}, which it must have, has the filter as well. */
    @Override
    public URI deploy(Path war) throws Exception {
        return inside(container.deploy(FILTER.in(war)));
    }

    @Override
    public void undeploy() throws Exception {
        container.undeploy();
    }

    @Override
    public ClassLoader applicationLoader() {
        return container.applicationLoader();
    }

    /** Requests are read, and closes heard of, by the filter here, and not by the container. */
    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> having = EnumSet.copyOf(container.capabilities());
        having.addAll(
                EnumSet.of(
                        Capability.PASSES_UPGRADE_NOT_NAMED_BY_CONNECTION,
                        Capability.ANSWERS_BEFORE_A_BAD_REQUEST));
        having.removeAll(
                EnumSet.of(Capability.SPEAKS_IN_CLEAR, Capability.SHOWS_OFFERS_BEHIND_THE_FILTER));
        return having;
    }

    @Override
    public void close() {
        container.close();
    }
}

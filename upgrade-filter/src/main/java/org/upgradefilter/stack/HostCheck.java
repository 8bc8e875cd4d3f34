package org.upgradefilter.stack;

import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.exchange.RequestCheck;
import org.upgradefilter.tls.Certificates;

/**
 * Which hosts may be asked for inside TLS, given the certificate that was shown; a request for
 * another is answered 421 (RFC 9110 §7.4).
 */
public enum HostCheck {
    /** All but those that another of our certificates is for. */
    KNOWN,
    /** Only those that the certificate is for. */
    STRICT;

    private static final Optional<RequestCheck.Objection> MISDIRECTED =
            Optional.of(
                    new RequestCheck.Objection(421, "this connection does not speak for the host"));

    /** The check of requests that come through the TLS of {@code session}, one at a time. */
    RequestCheck of(Certificates certificates, SSLSession session) {
        return new Remembering(
                request ->
                        switch (certificates.coverage(session, request.authority())) {
                            case SHOWN -> Optional.empty();
                            case ANOTHER -> MISDIRECTED;
                            case NONE -> this == STRICT ? MISDIRECTED : Optional.empty();
                        });
    }

    /** Asks once for a host that request after request is for. */
    private static final class Remembering implements RequestCheck {

        private final RequestCheck check;
        private @Nullable String admitted;

        Remembering(RequestCheck check) {
            this.check = check;
        }

        @Override
        public Optional<Objection> objectionTo(HttpRequest request) {
            if (request.authority().equals(admitted)) {
                return Optional.empty();
            }
            Optional<Objection> objection = check.objectionTo(request);
            if (objection.isEmpty()) {
                admitted = request.authority();
            }
            return objection;
        }
    }
}

package org.upgradefilter.jetty.connector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;

/** Heads of messages, from our words into Jetty's and back. */
final class JettyMessages {

    private JettyMessages() {}

    static HttpVersion version(HttpRequest request) {
        HttpVersion version = HttpVersion.fromString(request.version());
        return version == null ? HttpVersion.HTTP_1_1 : version;
    }

    /**
     * The head of a request, as Jetty's own connection would have read it.
     *
     * @throws HttpException.RuntimeException if Jetty finds fault with it
     */
    static MetaData.Request request(HttpRequest request, ConnectionMetaData connection) {
        boolean expectsContinue = expectsContinue(request);
        return new MetaData.Request(
                System.nanoTime(),
                request.method(),
                uri(request, connection),
                version(request),
                fields(request.fields()),
                request.first("Content-Length") == null ? -1 : request.contentLength()) {
            @Override
            public boolean is100ContinueExpected() {
                return expectsContinue;
            }
        };
    }

    /** The same, of a kind that Jetty logs for those alone who debug: it is the client's doing. */
    static IOException quiet(IOException cause) {
        if (cause instanceof QuietException) {
            return cause;
        }
        EofException quiet = new EofException(cause.getMessage());
        quiet.initCause(cause);
        return quiet;
    }

    private static HttpURI uri(HttpRequest request, ConnectionMetaData connection) {
        HostPort host =
                request.authority().isEmpty()
                        ? connection.getServerAuthority()
                        : new HostPort(request.authority());
        int port = host.getPort();
        boolean isUsual = port == URIUtil.getDefaultPortForScheme(request.scheme());
        try {
            // With the method: else what follows two slashes would be an authority.
            return HttpURI.build(request.method(), request.target())
                    .scheme(request.scheme())
                    .authority(host.getHost(), isUsual ? -1 : port)
                    .asImmutable();
        } catch (IllegalArgumentException e) {
            throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, e);
        }
    }

    /** Fields for Jetty, which wants a host parsed. */
    static HttpFields fields(List<Field> fields) {
        HttpFields.Mutable all = HttpFields.build();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase("Host")) {
                all.add(new HostPortHttpField(field.value()));
            } else {
                all.add(field.name(), field.value());
            }
        }
        return all.asImmutable();
    }

    /** The fields of a response. */
    static List<Field> fields(MetaData.Response head) {
        // Jetty counts what was written, which is nothing that a client of a 304 could know (RFC
        // 9110 §8.6), and nothing that trailers could follow (RFC 9112 §7.1.2).
        boolean isOfNoLength =
                head.getStatus() == HttpStatus.NOT_MODIFIED_304
                        || head.getTrailersSupplier() != null;
        List<Field> all = new ArrayList<>(head.getHttpFields().size());
        for (HttpField field : head.getHttpFields()) {
            if (!isOfNoLength || field.getHeader() != HttpHeader.CONTENT_LENGTH) {
                all.add(field(field));
            }
        }
        return all;
    }

    /** The fields behind the content. */
    static List<Field> trailers(HttpFields fields) {
        return fields.stream().map(JettyMessages::field).toList();
    }

    private static Field field(HttpField field) {
        return new Field(field.getName(), withoutLineEnds(field.getValue()));
    }

    /** Blanks out what could end the line, as Jetty's own connection does. */
    private static String withoutLineEnds(@Nullable String value) {
        if (value == null) {
            return "";
        }
        StringBuilder clean = null;
        for (int i = 0; i < value.length(); i++) {
            int written = value.charAt(i) & 0xff;
            if (written == '\r' || written == '\n' || written == 0) {
                clean = clean == null ? new StringBuilder(value) : clean;
                clean.setCharAt(i, ' ');
            }
        }
        return clean == null ? value : clean.toString();
    }

    private static boolean expectsContinue(HttpRequest request) {
        for (Field field : request.fields()) {
            if (field.name().equalsIgnoreCase("Expect")
                    && FieldList.members(List.of(field.value())).stream()
                            .anyMatch("100-continue"::equalsIgnoreCase)) {
                return true;
            }
        }
        return false;
    }
}

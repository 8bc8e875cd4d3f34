package org.upgradefilter.it.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;

/**
 * Pins the bug for which we do not use Jetty's {@code HttpServletRequest.upgrade()}: after a
 * request without content, the handler sees the end of the client's stream at once (12.1.0 to
 * 12.1.14).
 *
 * <p>When this fails, Jetty has repaired it: revisit {@code
 * upgrade-filter/docs/adr/0002-jetty-without-upgrade.md}.
 */
@Timeout(30)
class JettyUpgradeBugIT {

    private static final BlockingQueue<String> EVENTS = new LinkedBlockingQueue<>();

    @Test
    void upgrade_of_a_request_without_content_ends_at_once() throws Exception {
        try (JettyContainer container = new JettyContainer()) {
            URI server =
                    container.start(
                            context ->
                                    context.addServlet("upgrading", new UpgradingServlet())
                                            .addMapping("/*"));
            try (RawConnection connection = RawConnection.to(server)) {
                connection.open(RawRequest.webSocket("/"));
                // The client has not finished: it could still send.
                assertEquals("the end", EVENTS.poll(10, TimeUnit.SECONDS));
            }
        }
    }

    /** Switches whatever is asked for. */
    @SuppressWarnings("serial")
    private static final class UpgradingServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            request.upgrade(Handler.class);
        }
    }

    /** Writes down how the stream begins. */
    public static final class Handler implements HttpUpgradeHandler, ReadListener {

        private ServletInputStream in;

        /** For Jetty. */
        public Handler() {}

        @Override
        public void init(WebConnection connection) {
            try {
                in = connection.getInputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            in.setReadListener(this);
        }

        @Override
        public void destroy() {}

        @Override
        public void onDataAvailable() throws IOException {
            while (in.isReady()) {
                EVENTS.add(in.read() < 0 ? "the end" : "bytes");
            }
        }

        @Override
        public void onAllDataRead() {
            EVENTS.add("the end");
        }

        @Override
        public void onError(Throwable failure) {
            EVENTS.add(failure.toString());
        }
    }
}

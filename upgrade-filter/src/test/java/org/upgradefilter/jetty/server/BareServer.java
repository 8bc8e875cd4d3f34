package org.upgradefilter.jetty.server;

import java.util.Map;
import java.util.function.IntSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/**
 * Jetty without any web application, whose handler tells how it was asked, and for what; it gives
 * its port.
 */
public final class BareServer implements IntSupplier, AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    public BareServer(Map<String, String> settings) throws Exception {
        connector.setHost("127.0.0.1");
        connector.addConnectionFactory(new UpgradeConnectionFactory(settings));
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        Content.Sink.write(
                                response,
                                true,
                                request.getMethod() + " " + request.getHttpURI().asString(),
                                callback);
                        return true;
                    }
                });
        server.start();
    }

    void tell(Connection.Listener listener) {
        connector.addBean(listener);
    }

    @Override
    public int getAsInt() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }

    void stop() throws Exception {
        server.stop();
    }
}

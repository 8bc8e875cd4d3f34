package org.upgradefilter.websocket;

import java.net.http.WebSocket;

/** Endpoints that a configuration may name, and some that it may not. */
public final class TestEndpoints {

    private TestEndpoints() {}

    /** Listens and says nothing. */
    public static final class Silent implements WebSocketEndpoint {

        public Silent() {}

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new WebSocket.Listener() {};
        }
    }

    /** Not public. */
    static final class Hidden implements WebSocketEndpoint {

        public Hidden() {}

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            throw new AssertionError("nobody makes one");
        }
    }

    /** Without a public constructor. */
    public static final class Closed implements WebSocketEndpoint {

        Closed() {}

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            throw new AssertionError("nobody makes one");
        }
    }

    /** With an argument nobody knows. */
    public static final class Needing implements WebSocketEndpoint {

        /** Needs {@code name}. */
        public Needing(String name) {
            throw new AssertionError("nobody makes one: " + name);
        }

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            throw new AssertionError("nobody makes one");
        }
    }

    /** Abstract. */
    public abstract static class Unfinished implements WebSocketEndpoint {

        /** For nobody. */
        public Unfinished() {}
    }

    /** Fails when it is made. */
    public static final class Failing implements WebSocketEndpoint {

        /** Fails. */
        public Failing() {
            throw new IllegalStateException("no database");
        }

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            throw new AssertionError("nobody makes one");
        }
    }

    /** Not an endpoint. */
    public static final class Other {

        public Other() {}
    }
}

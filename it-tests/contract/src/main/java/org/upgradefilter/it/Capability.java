package org.upgradefilter.it;

/** What one container can do and another cannot; a test that needs it is skipped by its name. */
public enum Capability {

    /**
     * A request with {@code Upgrade}, but without {@code Connection: Upgrade}, reaches the web
     * application (RFC 9110 §7.6.1). Jetty's connector answers it 400.
     */
    PASSES_UPGRADE_NOT_NAMED_BY_CONNECTION,

    /**
     * A request is answered, though bytes that are no request follow it in the same segment.
     * Undertow, which gathers the answers to pipelined requests, then sends nothing but the 400
     * (2.3.26).
     */
    ANSWERS_BEFORE_A_BAD_REQUEST,

    /**
     * {@code HttpServletRequest.upgrade()} can be used, and so {@code adapter=servlet} be forced.
     * Jetty's lets bytes escape (12.1), or is not there (12.0).
     */
    UPGRADES_BY_THE_SERVLET_API,

    /**
     * A peer that has sent its last bytes and finished is still sent what it is owed. Tomcat's NIO2
     * fails every write after the peer's FIN (10.1.59, 11.0.27; not 10.1.62), and with TLS every
     * read that meets its close_notify (10.1.62, 11.0.27). GlassFish closes at the FIN (7.0.25).
     */
    ANSWERS_A_PEER_THAT_HAS_FINISHED,

    /**
     * A user who sends credentials is known where no constraint has asked for them. Jetty looks at
     * them when the application asks who it is, and Undertow always (12.1.14, 2.3.26); Tomcat does
     * not (10.1.62, 11.0.27).
     */
    KNOWS_USERS_UNASKED,

    /**
     * What a filter hides by a wrapper is hidden from the container's own WebSocket endpoints.
     * Those of Jetty 12.0 look at the request behind it.
     */
    HIDES_OFFERS_FROM_ITS_ENDPOINTS,

    /**
     * A request with {@code Upgrade} is a request like any other until somebody switches it.
     * Grizzly, from that field alone, takes what follows for another protocol: reading its content
     * hangs, its answer has other fields, and then the connection is closed (GlassFish 7.0.25).
     */
    KEEPS_AN_OFFER_A_REQUEST,

    /**
     * What a filter throws is in the container's log. GlassFish logs that something was thrown, and
     * not what (7.0.25).
     */
    LOGS_WHAT_IS_THROWN,

    /**
     * Of a connection that is reset while it is switched somebody is told. GlassFish says nothing
     * (7.0.25), and only a Ping finds nobody there.
     */
    TELLS_OF_AN_EARLY_RESET,

    /**
     * {@code setServletSecurity} from an initializer guards the servlet. Jetty takes it and does
     * nothing about it (12.1.14).
     */
    GUARDS_BY_THE_API,

    /**
     * An {@code AsyncListener} is told if a write has failed. Jetty ends the request, and tells
     * nobody but who wrote (12.0.36, 12.1.14).
     */
    TELLS_LISTENERS_OF_A_FAILED_WRITE,

    /**
     * Requests come in clear, and so may be asked to come through TLS. {@link InsideTls} nobody is
     * asked for it.
     */
    SPEAKS_IN_CLEAR,

    /**
     * Requests come in HTTP/1.1, with {@code Upgrade} and what else is about a connection. Over
     * HTTP/2 a WebSocket can be asked for (RFC 8441), which is then done without a key, and nothing
     * else; so 426 would be no help for whoever asks for none.
     */
    SPEAKS_HTTP_1,

    /**
     * What stands behind the filter is shown the offers that were not taken, the container's own
     * WebSocket endpoints among it. {@link InsideTls} it is shown none by a filter that enforces
     * its rules: the container knows no connection there that it could switch.
     */
    SHOWS_OFFERS_BEHIND_THE_FILTER,

    /**
     * {@code OPTIONS *} is answered 200 by the connector. Jetty takes it for the path of an
     * application, and finds none (12.0.36, 12.1.14).
     */
    ANSWERS_FOR_THE_WHOLE_SERVER
}

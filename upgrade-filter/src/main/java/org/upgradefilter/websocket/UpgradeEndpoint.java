package org.upgradefilter.websocket;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Puts a {@link WebSocketEndpoint} on paths, as a rule for {@code websocket} does in a filter's
 * configuration.
 *
 * <pre>{@code
 * @UpgradeEndpoint(value = "/chat", subprotocols = "chat.v1")
 * public class Chat implements WebSocketEndpoint { ... }
 * }</pre>
 *
 * <p>The class must be public, not abstract, with a public constructor without arguments; there is
 * one of it, for all its paths. A container that scans for annotations hands it to the filter,
 * which need not be declared. Subclasses are not on the paths of the class they extend, unless they
 * are annotated themselves.
 *
 * <p>An element that is left out says as little as the setting that a rule does not give. What
 * cannot be read fails start-up, with a message that names the class, the element and the cure.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface UpgradeEndpoint {

    /**
     * The paths: {@code /exact}, {@code /prefix/*}, {@code *.extension} or {@code /*}, within the
     * web application.
     */
    String[] value();

    /**
     * Whether whoever does not offer {@code websocket} is asked for it with 426 ({@code require});
     * else it is served as usual ({@code allow}).
     */
    boolean require() default true;

    /** Methods the rule is for; all if there are none. */
    String[] methods() default {};

    /** Addresses and blocks of them (CIDR) where clients are; everywhere if there are none. */
    String[] from() default {};

    /**
     * What clients call the server, without port, {@code *.example.com} for subdomains; everything
     * if there are none.
     */
    String[] host() default {};

    /**
     * What the rule says of requests that look proxied: {@code allow}, it is for them as for any;
     * {@code deny}, it is not for them; {@code only}, it is for no others.
     */
    String proxied() default "allow";

    /** Whether strangers get 401 instead of an upgrade. */
    boolean authenticated() default false;

    /** Roles of which the user must have one; if there are none, no role is needed. */
    String[] role() default {};

    /**
     * Whose pages may connect: {@code same}, {@code any}, or origins such as {@code
     * https://example.com}; {@code same} if there are none.
     */
    String[] origins() default {};

    /** What is spoken here; the first in the client's list wins. */
    String[] subprotocols() default {};

    /** Whether a client that lists none of {@link #subprotocols} gets 400. */
    boolean subprotocolRequired() default false;

    /**
     * Whether messages are compressed: {@code off}, {@code auto}, {@code no-takeover} or {@code
     * takeover}, as {@link Compression} tells; empty for what the filter says.
     */
    String compression() default "";

    /** Larger messages fail with 1009; at least 1, or -1 for what the filter says. */
    long maxMessageBytes() default -1;

    /** More Pings, Pongs and tiny fragments fail with 1008; at least 1, or -1 likewise. */
    int maxOverheadFrames() default -1;

    /**
     * After how much silence a Ping is sent, less than {@link #idleTimeoutMs}; 0 for never, or -1
     * for what the filter says.
     */
    long pingIntervalMs() default -1;

    /** How long a peer may take nothing of what is sent; at least 1, or -1 likewise. */
    long sendTimeoutMs() default -1;

    /** After how much silence a peer is given up; at least 1, or -1 for what the filter says. */
    long idleTimeoutMs() default -1;

    /** How long a peer may take to answer a Close; at least 1, or -1 for what the filter says. */
    long closeTimeoutMs() default -1;

    /**
     * How long a peer may take from the first byte of a message to its last, or it fails with 1008;
     * 0 for ever, or -1 for what the filter says.
     */
    long messageTimeoutMs() default -1;
}

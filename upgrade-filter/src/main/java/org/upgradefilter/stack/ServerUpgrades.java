package org.upgradefilter.stack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.negotiation.Outcome;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Ruling;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Handshake;

/**
 * What an extension of the server judges by, before a web application is chosen: rules whose paths
 * are the server's own, for upgrades to TLS and to {@code h2c}.
 *
 * <p>{@code OPTIONS *} concerns the server as a whole (RFC 9110 §9.3.7), and so the rules for
 * {@code /*} alone. What is asked after the switch is answered by the whole server, all its
 * applications; an {@code OPTIONS *} there, with an empty 200. Nobody reads content here, so that a
 * request that has some is not switched.
 *
 * <p>An offer that is not taken is none of the extension's business: the filter of an application
 * may still take it, or refuse it.
 *
 * <p>Immutable; any thread.
 */
public final class ServerUpgrades {

    private static final String EVERYTHING = "/*";

    private final Negotiator negotiator;
    private final Negotiator whole;
    private final ConnectionLimits limits;

    private ServerUpgrades(List<Installed> installed, ConnectionLimits limits) {
        negotiator = new Negotiator(installed);
        whole =
                new Negotiator(
                        installed.stream()
                                .filter(one -> one.rule().path().toString().equals(EVERYTHING))
                                .toList());
        this.limits = limits;
    }

    /**
     * Reads the settings. They have the names of the filter's init-params, and mean the same; but
     * key stores are named by absolute path, and {@code ;} ends a rule as the end of a line does.
     *
     * @param settings by name
     * @param gateway the way back into the server
     * @throws IllegalArgumentException if one is unknown or not valid; the message says what would
     *     be right
     */
    public static ServerUpgrades read(Map<String, String> settings, Gateway gateway) {
        Map<String, String> values = new HashMap<>();
        settings.forEach((name, value) -> values.put(name, value.strip()));
        Options options = new Options(values);
        HttpSettings http = HttpSettings.readOfServer(options);
        TlsRules tls = TlsRules.read(StoredFiles.OF_THE_MACHINE, options, http);
        ConnectionLimits limits = ConnectionLimits.read(options);
        String rules = options.text("rules").orElse("");
        options.requireAllKnown();
        List<Installed> installed = installed(RuleLines.ofServer(tls, http), rules);
        HttpSettings.requireUse(options, tls, installed);
        Gateway back = duplex -> withWholeServer(gateway.handlerOver(duplex));
        return new ServerUpgrades(
                installed.stream().map(one -> through(back, one)).toList(), limits);
    }

    private static List<Installed> installed(RuleLines lines, String rules) {
        try {
            List<Installed> installed = lines.read(rules.replace(';', '\n'));
            if (installed.isEmpty()) {
                throw new IllegalArgumentException("there is none; write one, as in /* allow TLS");
            }
            installed.forEach(one -> requireFitting(one.rule()));
            return installed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rules, " + e.getMessage(), e);
        }
    }

    private static void requireFitting(Rule rule) {
        if (rule.verdict() instanceof Verdict.Require) {
            throw new IllegalArgumentException(
                    "\""
                            + rule
                            + "\" would have to answer whoever offers nothing, which is for"
                            + " applications; use allow, and give the rule to their filter");
        }
        if (!rule.access().equals(Access.ANYBODY)) {
            throw new IllegalArgumentException(
                    "\""
                            + rule
                            + "\" is for users, and nobody has logged in yet; drop role= and"
                            + " authenticated=");
        }
    }

    private static Installed through(Gateway gateway, Installed one) {
        return new Installed(
                one.rule(),
                one.protocols().stream()
                        .map(
                                protocol ->
                                        protocol instanceof HttpUpgrade upgrade
                                                ? upgrade.through(gateway)
                                                : protocol)
                        .toList());
    }

    private static HttpHandler withWholeServer(HttpHandler applications) {
        return exchange ->
                exchange.request().target().equals("*")
                        ? EmptyAnswer.to(exchange)
                        : applications.handle(exchange);
    }

    /**
     * The switch, if the request offers one that is permitted; else the request is to be served as
     * if nobody had judged it.
     *
     * <p>The beginning of HTTP/2's preface, {@code PRI * HTTP/2.0}, offers without asking; what
     * comes of it is switched to without a 101, and reads the preface from its beginning.
     *
     * @param head whose path counts for nothing: it is read from the target once more
     */
    public Optional<Handshake.Accepted> judge(RequestHead head) {
        if (isPreface(head)) {
            return priorKnowledge(head);
        }
        if (head.requestTarget().equals("*")) {
            return taken(whole.judge(at("/", head)));
        }
        return ServerPath.of(head.requestTarget())
                .flatMap(path -> taken(negotiator.judge(at(path, head))));
    }

    /**
     * Of a client that knows without asking that HTTP/2 is spoken (RFC 9113 §3.3): the first rule
     * for {@code /*} decides that names {@code h2c} and is for such a client. A rule for some
     * methods or hosts alone, or for what proxies pass on, is not, since of its requests nobody
     * knows yet.
     */
    private Optional<Handshake.Accepted> priorKnowledge(RequestHead preface) {
        if (!preface.isMeaningful(H2cUpgrade.TOKEN)
                || !(whole.policy().judge(at("/", preface), H2cUpgrade.TOKEN)
                        instanceof Ruling.Ruled ruled)) {
            return Optional.empty();
        }
        return whole.protocols(ruled.rule()).stream()
                .filter(H2cUpgrade.class::isInstance)
                .findFirst()
                .flatMap(h2c -> ((H2cUpgrade) h2c).priorKnowledge());
    }

    /** As the beginning of HTTP/2's preface looks, read as a request (RFC 9113 §3.4). */
    private static boolean isPreface(RequestHead head) {
        return head.method().equals("PRI") && head.version().equals("HTTP/2.0");
    }

    private static RequestHead at(String path, RequestHead head) {
        return new RequestHead(
                head.method(),
                head.version(),
                head.requestTarget(),
                path,
                head.query(),
                head.scheme(),
                head.authority(),
                head.secure(),
                head.remoteAddress(),
                head.principal(),
                head.fields());
    }

    private static Optional<Handshake.Accepted> taken(Outcome outcome) {
        return outcome instanceof Outcome.Switch decided
                ? Optional.of(decided.accepted())
                : Optional.empty();
    }

    /** True if a rule is for offers of {@code protocol}. */
    public boolean concerns(ProtocolToken protocol) {
        return negotiator.concerns(protocol);
    }

    public ConnectionLimits limits() {
        return limits;
    }

    /** As they were written, in order. */
    public List<String> rules() {
        return negotiator.policy().rules().stream().map(Rule::toString).toList();
    }
}

package org.upgradefilter.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.Token;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Conditions;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.UpgradePolicy;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.websocket.WebSocketProtocol;

/**
 * Reads rules as text, one per line:
 *
 * <pre>{@code
 * # path     verdict  protocols  settings
 * /chat      require  websocket  endpoint=com.example.Chat subprotocols=chat.v1
 * /admin/*   deny     websocket  status=404
 * /*         ignore   h2c,TLS
 * }</pre>
 *
 * <p>Blank lines and lines that begin with {@code #} say nothing. Errors are {@link
 * IllegalArgumentException}s that name the line, the word and the cure.
 */
public final class RuleLines {

    private final @Nullable WebSocketSettings webSockets;
    private final TlsRules tls;
    private final HttpSettings http;
    private final List<UpgradeProtocol> others;

    /**
     * Reads rules for WebSockets and {@code h2c}, and for the protocols that {@link ServiceLoader}
     * finds.
     *
     * @param webSockets what rules for WebSockets are set up with unless they say otherwise
     */
    public RuleLines(WebSocketSettings webSockets) {
        this(webSockets, TlsRules.NONE, HttpSettings.DEFAULT);
    }

    /**
     * Reads rules for WebSockets, TLS and {@code h2c}, and for the protocols that {@link
     * ServiceLoader} finds.
     *
     * @param webSockets what rules for WebSockets are set up with unless they say otherwise
     * @param tls what rules for TLS are set up with
     * @param http what rules for {@code h2c} are set up with
     */
    public RuleLines(WebSocketSettings webSockets, TlsRules tls, HttpSettings http) {
        this.webSockets = webSockets;
        this.tls = tls;
        this.http = http;
        others =
                ServiceLoader.load(UpgradeProtocol.class, webSockets.loader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
    }

    private RuleLines(TlsRules tls, HttpSettings http) {
        webSockets = null;
        this.tls = tls;
        this.http = http;
        others = List.of();
    }

    /**
     * Reads rules for what concerns the server as a whole, which knows neither the endpoints nor
     * the users of its applications.
     *
     * @param tls what rules for TLS are set up with
     * @param http what rules for {@code h2c} are set up with
     */
    static RuleLines ofServer(TlsRules tls, HttpSettings http) {
        return new RuleLines(tls, http);
    }

    public List<Installed> read(String text) {
        List<Installed> rules = new ArrayList<>();
        Map<Integer, Rule> earlier = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            try {
                Installed installed = readLine(stripped);
                requireUseful(earlier, installed.rule());
                earlier.put(number, installed.rule());
                rules.add(installed);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "line " + number + " \"" + stripped + "\": " + e.getMessage(), e);
            }
        }
        return rules;
    }

    /** The policy would find it as well, but knows no lines. */
    private static void requireUseful(Map<Integer, Rule> earlier, Rule rule) {
        earlier.forEach(
                (number, other) -> {
                    try {
                        UpgradePolicy.requireUseful(other, rule);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(
                                "beside line " + number + ", " + e.getMessage(), e);
                    }
                });
    }

    private Installed readLine(String line) {
        List<String> words = Arrays.asList(line.split("\\s+"));
        if (words.size() < 3) {
            throw new IllegalArgumentException(
                    "a rule has a path, a verdict and a protocol, as in"
                            + " /chat allow websocket endpoint=com.example.Chat");
        }
        return read(words.subList(0, 3), options(words.subList(3, words.size())));
    }

    /**
     * Reads one rule.
     *
     * @param words path, verdict and protocols
     */
    Installed read(List<String> words, Options options) {
        List<ProtocolToken> tokens =
                Arrays.stream(words.get(2).split(",")).map(RuleLines::protocol).toList();
        Verdict verdict = verdict(words.get(1), tokens, options);
        boolean permits = verdict instanceof Verdict.Allow || verdict instanceof Verdict.Require;
        Conditions conditions = conditions(options);
        if (verdict instanceof Verdict.Require && tokens.stream().anyMatch(TlsUpgrade::isTls)) {
            // Its methods are those that may ask; whoever cannot must not get by in clear.
            conditions = conditions.withMethods(Set.of());
        }
        Rule rule =
                new Rule(
                        PathPattern.of(words.get(0)),
                        conditions,
                        tokens,
                        verdict,
                        permits ? access(options) : Access.ANYBODY);
        List<UpgradeProtocol> protocols = new ArrayList<>();
        if (permits) {
            tokens.forEach(token -> protocols.add(install(token, options)));
        }
        options.requireAllKnown();
        requireAskable(rule, protocols);
        H2cUpgrade.requireSources(rule, protocols);
        return new Installed(rule, protocols);
    }

    /** A rule for methods none of which can ask for the protocol would never permit anything. */
    private static void requireAskable(Rule rule, List<UpgradeProtocol> protocols) {
        Set<String> methods = rule.conditions().methods();
        for (UpgradeProtocol protocol : protocols) {
            if (!methods.isEmpty() && methods.stream().noneMatch(protocol::honours)) {
                throw Options.bad(
                        "methods",
                        String.join(",", methods),
                        protocol.token()
                                + " is asked for by "
                                + String.join(",", protocol.methods()));
            }
        }
    }

    private static Options options(List<String> words) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "\"" + word + "\" is not a setting; write name=value, without spaces");
            }
            String name = word.substring(0, equals);
            if (values.put(name, word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(name + " is given twice");
            }
        }
        return new Options(values);
    }

    private static ProtocolToken protocol(String member) {
        if (member.equals("*")) {
            throw new IllegalArgumentException(
                    "\"*\" is no protocol; name them, and for all others use otherwise=deny");
        }
        return ProtocolToken.parse(member)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "\""
                                                + member
                                                + "\" is not a protocol; write a name, or a name"
                                                + " and a version as in TLS/1.2"));
    }

    private static Conditions conditions(Options options) {
        return new Conditions(methods(options), from(options), hosts(options), proxied(options));
    }

    private static List<AddressRange> from(Options options) {
        return options.list("from").stream()
                .map(
                        range ->
                                AddressRange.parse(range)
                                        .orElseThrow(
                                                () ->
                                                        Options.bad(
                                                                "from",
                                                                range,
                                                                "use addresses or blocks of them with"
                                                                        + " nothing behind the"
                                                                        + " prefix, as in"
                                                                        + " 127.0.0.0/8,::1")))
                .toList();
    }

    private static Set<String> hosts(Options options) {
        List<String> hosts = options.list("host");
        for (String host : hosts) {
            String name = host.startsWith("*.") ? host.substring(2) : host;
            boolean isName =
                    Origin.of("http", name)
                            .filter(origin -> origin.host().equalsIgnoreCase(name))
                            .isPresent();
            if (!isName || name.contains("*") || name.endsWith(".")) {
                throw Options.bad(
                        "host", host, "use names without port, as in example.com,*.example.com");
            }
        }
        return hosts.stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static Conditions.Proxied proxied(Options options) {
        String word = options.text("proxied").orElse("allow");
        return switch (word) {
            case "allow" -> Conditions.Proxied.ALLOW;
            case "deny" -> Conditions.Proxied.DENY;
            case "only" -> Conditions.Proxied.ONLY;
            default -> throw Options.bad("proxied", word, "use allow, deny or only");
        };
    }

    private static Access access(Options options) {
        List<String> roles = options.list("role");
        if (roles.contains("")) {
            throw Options.bad("role", "", "use names as in admin,operator");
        }
        boolean authenticated = options.flag("authenticated", !roles.isEmpty());
        if (!roles.isEmpty()) {
            if (!authenticated) {
                throw Options.bad("authenticated", "false", "leave it out, as role= says so");
            }
            return new Access.InRole(Set.copyOf(roles));
        }
        return authenticated ? Access.AUTHENTICATED : Access.ANYBODY;
    }

    private static Set<String> methods(Options options) {
        List<String> methods = options.list("methods");
        if (methods.equals(List.of("*"))) {
            return Set.of();
        }
        for (String method : methods) {
            // Methods are case-sensitive (RFC 9110 §9.1), and all that are registered are in
            // capitals: what is not would never match.
            if (!Token.isToken(method)
                    || method.equals("*")
                    || !method.equals(method.toUpperCase(Locale.ROOT))) {
                throw Options.bad("methods", method, "use methods as in GET,HEAD, or * for all");
            }
        }
        return Set.copyOf(methods);
    }

    private static Verdict verdict(String word, List<ProtocolToken> tokens, Options options) {
        return switch (word) {
            case "allow" -> Verdict.ALLOW;
            case "require" ->
                    // Whoever cannot have TLS here may have it elsewhere; no other protocol can.
                    tokens.stream().anyMatch(TlsUpgrade::isTls)
                            ? new Verdict.Require(redirect(options))
                            : Verdict.REQUIRE;
            case "ignore" -> Verdict.IGNORE;
            case "deny" -> {
                long status = options.number("status", 400, 403);
                try {
                    yield new Verdict.Deny(Math.toIntExact(status));
                } catch (IllegalArgumentException | ArithmeticException e) {
                    throw Options.bad(
                            "status",
                            Long.toString(status),
                            "use 400 to 599, but not 401, 405, 407 or 426");
                }
            }
            default ->
                    throw new IllegalArgumentException(
                            "\"" + word + "\" is no verdict; use allow, require, ignore or deny");
        };
    }

    private static @Nullable Origin redirect(Options options) {
        String origin = options.text("redirect").orElse(null);
        if (origin == null) {
            return null;
        }
        return Origin.parse(origin)
                .filter(parsed -> parsed.scheme().equals("https"))
                .orElseThrow(
                        () ->
                                Options.bad(
                                        "redirect",
                                        origin,
                                        "use an https origin without path, as in"
                                                + " https://example.com:8443"));
    }

    private UpgradeProtocol install(ProtocolToken token, Options options) {
        boolean isH2c = H2cUpgrade.TOKEN.equals(token);
        if (webSockets == null && !TlsUpgrade.isTls(token) && !isH2c) {
            throw new IllegalArgumentException(
                    "only TLS and h2c can be switched to here; give the rule for "
                            + token
                            + " to the filter of the application");
        }
        if (webSockets != null && WebSocketProtocol.TOKEN.equals(token)) {
            return webSockets.protocol(options);
        }
        if (webSockets != null && options.says("endpoint", "servlet")) {
            Set<String> methods = methods(options);
            return UpgradeProtocol.passingOn(token, methods.isEmpty() ? Set.of("GET") : methods);
        }
        if (TlsUpgrade.isTls(token)) {
            return tls.protocol(token, options);
        }
        if (isH2c) {
            return http.h2c(options);
        }
        return others.stream()
                .filter(other -> token.covers(other.token()))
                .findFirst()
                .orElseThrow(() -> notInstalled(token))
                .configured(options);
    }

    private IllegalArgumentException notInstalled(ProtocolToken token) {
        // Of the last two every rule says itself what it needs for them.
        Stream<ProtocolToken> ours =
                Stream.of(WebSocketProtocol.TOKEN, H2cUpgrade.TOKEN, TlsUpgrade.TOKEN);
        String installed =
                Stream.concat(ours, others.stream().map(UpgradeProtocol::token))
                        .map(ProtocolToken::toString)
                        .collect(Collectors.joining(", "));
        return new IllegalArgumentException(
                "no protocol "
                        + token
                        + " is installed; installed: "
                        + installed
                        + "; for another, name its class in META-INF/services/"
                        + UpgradeProtocol.class.getName());
    }
}

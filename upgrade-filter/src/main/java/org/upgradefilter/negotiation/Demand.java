package org.upgradefilter.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * What a rule that requires an upgrade says to a request that brings none (RFC 9110 §15.5.22).
 *
 * @param protocols those that would do, best first
 */
record Demand(Rule rule, List<UpgradeProtocol> protocols) {

    private static final int FORBIDDEN = 403;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UPGRADE_REQUIRED = 426;

    /** How browsers ask for https instead (W3C Upgrade Insecure Requests §3.2.1). */
    private static final String PREFERS_HTTPS = "Upgrade-Insecure-Requests";

    Outcome of(RequestHead head) {
        Origin redirect = redirect();
        if (redirect == null) {
            return new Outcome.Refuse(refusal(head, List.of()));
        }
        return head.fields().lines(PREFERS_HTTPS).equals(List.of("1"))
                ? new Outcome.Redirect(redirect)
                : new Outcome.Refuse(refusal(head, List.of(new Field("Vary", PREFERS_HTTPS))));
    }

    private Refusal refusal(RequestHead head, List<Field> fields) {
        Set<String> methods = new TreeSet<>();
        protocols.forEach(protocol -> methods.addAll(protocol.methods()));
        if (methods.contains("GET")) {
            // Whoever asks with HEAD wants to hear what GET would say (RFC 9110 §9.3.2).
            methods.add("HEAD");
        }
        if (!methods.contains(head.method())
                && protocols.stream().noneMatch(UpgradeProtocol::carriesHttp)) {
            return new Refusal(
                    METHOD_NOT_ALLOWED,
                    with(fields, new Field("Allow", String.join(", ", methods))),
                    "This resource is reached by an upgrade of the connection, which this method"
                            + " cannot ask for.");
        }
        if (!head.version().equals("HTTP/1.1")) {
            // Upgrade means nothing there (§7.8), so an answer that asks for it would be no help.
            return new Refusal(
                    FORBIDDEN,
                    fields,
                    "This resource is only reached over HTTP/1.1, by an upgrade of the connection"
                            + " to "
                            + names(protocols)
                            + ".");
        }
        List<UpgradeProtocol> possible =
                protocols.stream().filter(protocol -> isPossible(protocol, head)).toList();
        if (possible.isEmpty()) {
            return new Refusal(
                    FORBIDDEN,
                    fields,
                    "This resource is only reached in clear, by an upgrade of the connection to "
                            + names(protocols)
                            + ".");
        }
        return new Refusal(
                UPGRADE_REQUIRED,
                with(fields, new Field("Upgrade", names(possible))),
                "This resource is only reached by an upgrade of the connection to "
                        + names(possible)
                        + "."
                        + elsewhere());
    }

    /** RFC 2817 §4.2 wants the alternatives named. */
    private String elsewhere() {
        return redirect() == null ? "" : " It is also at " + redirect() + ".";
    }

    private @Nullable Origin redirect() {
        return rule.verdict() instanceof Verdict.Require require ? require.redirect() : null;
    }

    private static boolean isPossible(UpgradeProtocol protocol, RequestHead head) {
        return head.isMeaningful(protocol.token());
    }

    private static String names(List<UpgradeProtocol> protocols) {
        return protocols.stream()
                .flatMap(protocol -> protocol.layers().stream())
                .map(ProtocolToken::toString)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static List<Field> with(List<Field> fields, Field one) {
        List<Field> all = new ArrayList<>(fields);
        all.add(one);
        return all;
    }
}

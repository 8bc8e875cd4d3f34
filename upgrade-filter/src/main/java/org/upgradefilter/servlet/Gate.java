package org.upgradefilter.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.TimerThread;
import org.upgradefilter.negotiation.Judgement;
import org.upgradefilter.negotiation.Judgement.Decision;
import org.upgradefilter.negotiation.Judgement.Kind;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.negotiation.Outcome;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.takeover.LiveConnections;
import org.upgradefilter.takeover.WebApplication;
import org.upgradefilter.websocket.WebSocketProtocol;

/**
 * A filter that has started: judges requests, carries the judgements out, and knows what has come
 * of them. Any thread.
 */
final class Gate implements UpgradeFilterMXBean {

    private static final System.Logger LOG = System.getLogger(UpgradeFilter.class.getName());

    private static final int FORBIDDEN = 403;
    private static final int NOT_IMPLEMENTED = 501;

    /** What makes an exchange another than it would be without us. */
    private static final Set<Kind> CHANGES =
            EnumSet.of(Kind.SWITCHED, Kind.REFUSED, Kind.DENIED, Kind.REQUIRED);

    /** What nobody notices who is served in HTTP/1.1. */
    private static final Set<Kind> UNTAKEN = EnumSet.of(Kind.DECLINED, Kind.IGNORED, Kind.UNRULED);

    /** What the rules say of WebSockets would not be heeded. */
    private static final Judgement NO_FOREIGN_TUNNEL =
            new Judgement(
                    new Outcome.Refuse(
                            new Refusal(
                                    NOT_IMPLEMENTED,
                                    List.of(),
                                    "A WebSocket is opened over HTTP/1.1 here, and not by CONNECT.")),
                    List.of(new Decision(WebSocketProtocol.TOKEN, null, Kind.REFUSED)));

    private final Negotiator negotiator;
    private final GateSettings settings;
    private final ContainerAdapter adapter;
    private final OwnEndpoints endpoints;
    private final boolean guardsWebSockets;
    private final Duration shutdownTimeout;
    private final WebApplication application;
    private final LiveConnections live = new LiveConnections();
    private final Tally tally = new Tally();
    private final TimerThread timer;
    private final Handover handover;

    Gate(
            String name,
            ServletContext context,
            FilterSettings filter,
            ContainerAdapter adapter,
            OwnEndpoints endpoints) {
        negotiator = filter.negotiator();
        guardsWebSockets = negotiator.concerns(WebSocketProtocol.TOKEN);
        settings = filter.gate();
        this.adapter = adapter;
        this.endpoints = endpoints;
        shutdownTimeout = filter.shutdownTimeout();
        application = new WebApplication(UpgradeFilter.loaderOf(context));
        timer = new TimerThread("upgrade-filter-timer " + context.getContextPath() + "/" + name);
        handover = new Handover(settings, adapter, live, timer, application);
    }

    /** False for nearly every request, and cheap: allocates nothing. */
    boolean concerns(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.REQUEST
                && (request.getHeader("Upgrade") != null
                        || isForeignTunnel(request)
                        || negotiator.mayRequire(
                                request.getMethod(),
                                RequestHeads.pathBegin(request),
                                RequestHeads.pathRest(request)));
    }

    /**
     * True of a WebSocket over the container's own HTTP/2 (RFC 8441 §4; Jetty 12.0, 12.1, whose
     * endpoints take it): the Servlet API neither says that it is one nor lets us take it.
     */
    private boolean isForeignTunnel(HttpServletRequest request) {
        return guardsWebSockets
                && request.getMethod().equals("CONNECT")
                && !request.getProtocol().startsWith("HTTP/1");
    }

    /** Judges a request and passes it on, answers it, or switches its connection. */
    void judge(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (response.isCommitted()) {
            chain.doFilter(request, response);
            return;
        }
        RequestHead head = RequestHeads.of(request, settings.forwarding());
        Judgement judgement =
                isForeignTunnel(request)
                        ? NO_FOREIGN_TUNNEL
                        : negotiator.judge(head, request::isUserInRole);
        explain(head, judgement);
        if (settings.enforcement() == GateSettings.Enforcement.OBSERVED) {
            tally.count(judgement);
            observe(head, judgement);
            request.setAttribute(Upgrades.GATE, this);
            chain.doFilter(request, response);
        } else if (judgement.outcome() instanceof Outcome.PassThrough) {
            tally.count(judgement);
            request.setAttribute(Upgrades.GATE, this);
            passOn(judgement, request, response, chain);
        } else if (carryOut(judgement, head, request, response) == Upgrades.Answer.DECLINED) {
            Judgement withoutSwitch = negotiator.withoutSwitch(head, judgement);
            explain(head, withoutSwitch);
            if (withoutSwitch.outcome() instanceof Outcome.PassThrough) {
                tally.count(withoutSwitch);
                request.setAttribute(Upgrades.GATE, this);
                passOn(withoutSwitch, request, response, chain);
            } else {
                answer(withoutSwitch, request, response);
            }
        }
    }

    private void passOn(
            Judgement judgement,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest visible =
                Inside.isInside(request) ? Inside.hidden(request) : visible(judgement, request);
        if (visible != request && endpoints.seeThroughWrappers(request)) {
            // What is not to be taken would be, so this is all that is left.
            RefusalWriter.write(
                    new Refusal(
                            FORBIDDEN,
                            List.of(),
                            "An upgrade of the connection is not permitted here."),
                    request,
                    response,
                    adapter::announce);
        } else {
            chain.doFilter(visible, response);
        }
    }

    /**
     * Does for a servlet behind us what the filter would do if the protocol were a rule's own.
     *
     * @param request what the servlet was given
     */
    Upgrades.Answer judge(
            UpgradeProtocol protocol, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        RequestHead head = RequestHeads.of(request, settings.forwarding());
        Judgement judgement = negotiator.judge(head, request::isUserInRole, protocol);
        explain(head, judgement);
        if (settings.enforcement() == GateSettings.Enforcement.OBSERVED) {
            tally.count(judgement);
            observe(head, judgement);
            return Upgrades.Answer.DECLINED;
        }
        if (judgement.outcome() instanceof Outcome.PassThrough) {
            tally.count(judgement);
            return Upgrades.Answer.DECLINED;
        }
        Upgrades.Answer answer = carryOut(judgement, head, request, response);
        if (answer == Upgrades.Answer.DECLINED) {
            tally.count(judgement.endingIn(Kind.DECLINED));
        }
        return answer;
    }

    /**
     * Answers a request that does not pass, or switches its connection; or declines after all, and
     * then nothing has happened and nothing is counted.
     */
    private Upgrades.Answer carryOut(
            Judgement judgement,
            RequestHead head,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        if (!(judgement.outcome() instanceof Outcome.Switch decided)) {
            answer(judgement, request, response);
            return Upgrades.Answer.REFUSED;
        }
        Upgrades.Answer answer = Upgrades.Answer.REFUSED;
        try {
            answer = handover.handOver(decided, head, request, response);
        } finally {
            if (answer != Upgrades.Answer.DECLINED) {
                tally.count(
                        answer == Upgrades.Answer.SWITCHED
                                ? judgement
                                : judgement.endingIn(Kind.REFUSED));
            }
        }
        return answer;
    }

    private void answer(
            Judgement judgement, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        tally.count(judgement);
        if (judgement.outcome() instanceof Outcome.Refuse refuse) {
            RefusalWriter.write(refuse.refusal(), request, response, adapter::announce);
        } else if (judgement.outcome() instanceof Outcome.Redirect redirect) {
            RefusalWriter.redirect(redirect.to(), request, response);
        }
    }

    private static void observe(RequestHead head, Judgement judgement) {
        for (Decision decision : judgement.decisions()) {
            if (!CHANGES.contains(decision.kind())) {
                continue;
            }
            // The path is the client's own bytes, which a log must not take literally.
            LOG.log(
                    System.Logger.Level.INFO,
                    "not enforced: {0} would be {1} by \"{2}\" on a path of {3} characters",
                    decision.protocol(),
                    decision.kind(),
                    decision.rule() == null ? "otherwise" : decision.rule(),
                    head.path().length());
        }
    }

    /** Tells whoever wonders why an offer was not taken; nobody else notices that it was made. */
    private static void explain(RequestHead head, Judgement judgement) {
        if (!LOG.isLoggable(System.Logger.Level.DEBUG)) {
            return;
        }
        for (Decision decision : judgement.decisions()) {
            if (UNTAKEN.contains(decision.kind())) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "{0} from {1} is not taken: {2}",
                        decision.protocol(),
                        head.remoteAddress(),
                        decision.inWords());
            }
        }
    }

    /**
     * The request as the rest of the chain is to see it. Where rules are about WebSockets, a
     * handshake is seen with the offers that were judged and may pass, and no others: endpoints
     * behind us also take handshakes that are none by RFC 9110 §7.8, or that we decline because of
     * their content.
     */
    private HttpServletRequest visible(Judgement judgement, HttpServletRequest request) {
        if (guardsWebSockets && HidingRequest.looksLikeHandshake(request)) {
            List<ProtocolToken> passedOn = protocols(judgement, Kind.PASSED_ON::equals);
            // Alone, or the endpoint might take another offer, or none for there being two.
            return HidingRequest.showing(
                    passedOn.isEmpty() ? protocols(judgement, this::mayPass) : passedOn, request);
        }
        if (settings.ignored() == GateSettings.Ignored.VISIBLE) {
            return request;
        }
        List<ProtocolToken> ignored = protocols(judgement, Kind.IGNORED::equals);
        return ignored.isEmpty() ? request : HidingRequest.without(ignored, request);
    }

    private boolean mayPass(Kind kind) {
        return kind == Kind.PASSED_ON
                || kind == Kind.UNRULED
                || (kind == Kind.IGNORED && settings.ignored() == GateSettings.Ignored.VISIBLE);
    }

    private static List<ProtocolToken> protocols(Judgement judgement, Predicate<Kind> kinds) {
        return judgement.decisions().stream()
                .filter(decision -> kinds.test(decision.kind()))
                .map(Decision::protocol)
                .toList();
    }

    void stop() {
        int cutOff = live.shutdown(shutdownTimeout);
        // Listeners may be on their last steps still, which containers take for a leak.
        application.awaitNobody(LiveConnections.LAST_STEPS);
        timer.close();
        adapter.close();
        endpoints.close();
        if (cutOff > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} upgraded connections did not end in time and were closed",
                    cutOff);
        }
    }

    String container() {
        return adapter.container();
    }

    @Override
    public int getConnectionCount() {
        return live.count();
    }

    @Override
    public List<Live> getConnections() {
        return live.switched().stream().map(Live::new).toList();
    }

    @Override
    public List<Count> getCounts() {
        return tally.counts();
    }

    @Override
    public List<String> getRules() {
        return negotiator.policy().rules().stream().map(Rule::toString).toList();
    }
}

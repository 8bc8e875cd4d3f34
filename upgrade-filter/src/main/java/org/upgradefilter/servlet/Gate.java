package org.upgradefilter.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.TimerThread;
import org.upgradefilter.negotiation.Judgement;
import org.upgradefilter.negotiation.Judgement.Decision;
import org.upgradefilter.negotiation.Judgement.Kind;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.negotiation.Outcome;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;

/**
 * A filter that has started: judges requests, carries the judgements out, and knows what has come
 * of them. Any thread.
 */
final class Gate implements UpgradeFilterMXBean {

    private static final System.Logger LOG = System.getLogger(UpgradeFilter.class.getName());

    private static final int UNAVAILABLE = 503;

    private final Negotiator negotiator;
    private final GateSettings settings;
    private final ContainerAdapter adapter;
    private final Duration shutdownTimeout;
    private final ClassLoader loader;
    private final LiveConnections live = new LiveConnections();
    private final Tally tally = new Tally();
    private final TimerThread timer;

    Gate(String name, ServletContext context, FilterSettings filter, ContainerAdapter adapter) {
        negotiator = filter.negotiator();
        settings = filter.gate();
        this.adapter = adapter;
        shutdownTimeout = filter.shutdownTimeout();
        loader = UpgradeFilter.loaderOf(context);
        timer = new TimerThread("upgrade-filter-timer " + context.getContextPath() + "/" + name);
    }

    /** False for nearly every request, and cheap. */
    boolean concerns(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.REQUEST
                && (request.getHeader("Upgrade") != null
                        || negotiator.mayRequire(request.getMethod(), RequestHeads.path(request)));
    }

    /** Judges a request and passes it on, answers it, or switches its connection. */
    void judge(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (response.isCommitted()) {
            chain.doFilter(request, response);
            return;
        }
        RequestHead head = RequestHeads.of(request, settings.forwarding());
        Judgement judgement = negotiator.judge(head, request::isUserInRole);
        judgement.decisions().forEach(tally::count);
        if (settings.enforcement() == GateSettings.Enforcement.OBSERVED) {
            observe(head, judgement);
            chain.doFilter(request, response);
        } else if (judgement.outcome() instanceof Outcome.Refuse refuse) {
            RefusalWriter.write(refuse.refusal(), request, response);
        } else if (judgement.outcome() instanceof Outcome.Switch decided) {
            switchTo(decided.accepted(), head, request, response);
        } else {
            chain.doFilter(visible(judgement, request), response);
        }
    }

    private static void observe(RequestHead head, Judgement judgement) {
        for (Decision decision : judgement.decisions()) {
            // The path is the client's own bytes, which a log must not take literally.
            LOG.log(
                    System.Logger.Level.INFO,
                    "not enforced: {0} would be {1} by \"{2}\" on a path of {3} characters",
                    decision.protocol(),
                    decision.kind(),
                    decision.rule(),
                    head.path().length());
        }
    }

    private HttpServletRequest visible(Judgement judgement, HttpServletRequest request) {
        if (settings.ignored() == GateSettings.Ignored.VISIBLE) {
            return request;
        }
        List<ProtocolToken> ignored =
                judgement.decisions().stream()
                        .filter(decision -> decision.kind() == Kind.IGNORED)
                        .map(Decision::protocol)
                        .toList();
        return ignored.isEmpty() ? request : HidingRequest.without(ignored, request);
    }

    private void switchTo(
            Handshake.Accepted accepted,
            RequestHead head,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        if (live.isEnding()) {
            refuse("The application is stopping; try again later.", request, response);
            return;
        }
        if (live.isFull(settings, head.remoteAddress())) {
            refuse("There are too many upgraded connections; try again later.", request, response);
            return;
        }
        String protocol =
                accepted.inEffect().stream()
                        .map(ProtocolToken::toString)
                        .collect(Collectors.joining(", "));
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", protocol);
        response.setHeader("Connection", "Upgrade");
        for (Field field : accepted.fields()) {
            response.addHeader(field.name(), field.value());
        }
        Switched switched =
                new Switched(protocol, head.path(), head.remoteAddress(), Instant.now());
        try {
            adapter.switchTo(
                    request,
                    response,
                    new Takeover(accepted.connections(), switched, live, timer, loader));
        } catch (IOException | ServletException | RuntimeException e) {
            if (!response.isCommitted()) {
                // Whatever answers this is no 101.
                response.reset();
            }
            throw e;
        }
    }

    private static void refuse(
            String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RefusalWriter.write(new Refusal(UNAVAILABLE, List.of(), detail), request, response);
    }

    void stop() {
        int cutOff = live.shutdown(shutdownTimeout);
        timer.close();
        adapter.close();
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

package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.upgradefilter.servlet.UpgradeFilter;

/**
 * Counts how many requests of each connection it is busy with, by the {@code who} they say they
 * are; over HTTP/2 for whoever asks.
 */
public final class BusyApplication implements Application {

    /** How much {@code /large} answers, in bytes. */
    public static final int LARGE = 1 << 20;

    private static final String FILTER = "upgrade";

    private final GatewayWitness witness = new GatewayWitness();
    private final Map<String, Busy> busy = new ConcurrentHashMap<>();
    private final Map<String, String> parameters;
    private ServletContext context;

    /**
     * @param parameters init-params of the filter, besides its rule
     */
    public BusyApplication(Map<String, String> parameters) {
        this.parameters = Map.copyOf(parameters);
    }

    /** How many requests of a connection are in the application. */
    private static final class Busy {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
    }

    @Override
    public void configure(ServletContext starting) {
        context = starting;
        Map<String, String> all = new HashMap<>(parameters);
        all.put("rules", H2cApplication.RULE);
        FilterRegistration.Dynamic upgrade = context.addFilter(FILTER, UpgradeFilter.class);
        upgrade.setInitParameters(all);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("plain", new PlainServlet()).addMapping("/plain");
        add("/brief", (request, response) -> response.getOutputStream().print("brief"));
        add("/stubborn", (request, response) -> witness.awaitGate());
        add("/upload", (request, response) -> request.getInputStream().readAllBytes());
        add("/large", BusyApplication::large);
    }

    private void add(String path, FunctionServlet.Function function) {
        FunctionServlet.Function counted =
                (request, response) -> {
                    Busy one = busy(request.getParameter("who"));
                    int now = one.now.incrementAndGet();
                    one.most.accumulateAndGet(now, Math::max);
                    try {
                        function.answer(request, response);
                    } finally {
                        one.now.decrementAndGet();
                    }
                };
        context.addServlet(path, new FunctionServlet(counted)).addMapping(path);
    }

    private static void large(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] piece = new byte[1 << 14];
        for (int sent = 0; sent < LARGE; sent += piece.length) {
            response.getOutputStream().write(piece);
        }
    }

    private Busy busy(String who) {
        return busy.computeIfAbsent(who, name -> new Busy());
    }

    /** How many requests of {@code who} were in here at once, at most. */
    public int mostAtOnce(String who) {
        return busy(who).most.get();
    }

    /** How many requests of anybody are in here now. */
    public int running() {
        return busy.values().stream().mapToInt(one -> one.now.get()).sum();
    }

    /** How many connections are upgraded now. */
    public int connections() {
        return UpgradeFilter.state(context, FILTER).orElseThrow().getConnectionCount();
    }

    /** Has {@code /stubborn} answer, which does not care whether anybody listens. */
    public void openGate() {
        witness.openGate();
    }

    /** Has it wait from now on, and forgets who was busy. */
    public void reset() {
        witness.reset();
        busy.clear();
    }
}

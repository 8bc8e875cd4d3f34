package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.servlet.UpgradeFilterMXBean;

/** Answers each request by its number, and counts how often it was asked. */
final class NumberedApplication implements Application {

    /** Before the number. */
    static final String PATH = "/numbered/";

    /** More than an answer has. */
    static final int MAX_ANSWER_BYTES = 4000;

    private static final String FILTER = "upgrade";

    private final AtomicIntegerArray asked;
    private UpgradeFilterMXBean state;

    /**
     * @param numbers how many there are, from 0 on
     */
    NumberedApplication(int numbers) {
        asked = new AtomicIntegerArray(numbers);
    }

    @Override
    public void configure(ServletContext context) {
        FilterRegistration.Dynamic upgrade = context.addFilter(FILTER, UpgradeFilter.class);
        upgrade.setInitParameters(TestCertificate.settings(PATH + "* allow TLS methods=GET,HEAD"));
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("numbered", new FunctionServlet(this::answer)).addMapping(PATH + "*");
    }

    private void answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        int number = Integer.parseInt(request.getPathInfo().substring(1));
        asked.incrementAndGet(number);
        state = UpgradeFilter.state(request.getServletContext(), FILTER).orElseThrow();
        byte[] content = content(number);
        response.setIntHeader("Number", number);
        response.setHeader("Scheme", request.getScheme());
        if (number % 2 == 0) {
            response.setContentLength(content.length);
        } else {
            response.flushBuffer();
        }
        response.getOutputStream().write(content);
    }

    /** What answers {@code number}, and nothing else. */
    static byte[] content(int number) {
        Random random = new Random(number);
        byte[] content = new byte[random.nextInt(MAX_ANSWER_BYTES)];
        random.nextBytes(content);
        return content;
    }

    /** How often {@code number} was asked for. */
    int asked(int number) {
        return asked.get(number);
    }

    /** How many connections are upgraded now. */
    int connections() {
        return state.getConnectionCount();
    }
}

package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.Field;

/** What every request of an application pays that offers nothing: no memory at all. */
class PlainRequestAllocationTest {

    private static final int REQUESTS = 20_000;

    private static final List<Field> OF_A_BROWSER =
            List.of(
                    new Field("Host", "example.com"),
                    new Field("User-Agent", "Mozilla/5.0"),
                    new Field("Accept", "text/html,*/*;q=0.8"),
                    new Field("Connection", "keep-alive"));

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FrugalResponse response = new FrugalResponse();
    private UpgradeFilter filter;
    private int passed;

    @BeforeEach
    void start() throws ServletException {
        filter = ReadmeRules.started();
    }

    @AfterEach
    void stop() {
        filter.destroy();
    }

    @ParameterizedTest
    @CsvSource({
        "/index.html,",
        "/echoes,",
        "/admin/users,",
        "'',",
        // a servlet for /api/*, and one for /*
        "/api, /devices/7",
        "'', /devices/7",
    })
    void aRequestThatOffersNothingAllocatesNothing(String servletPath, @Nullable String pathInfo)
            throws IOException, ServletException {
        FrugalRequest request = new FrugalRequest(servletPath, pathInfo, OF_A_BROWSER);
        double bytes = bytesPerRequest(request);
        assertTrue(bytes < 1, bytes + " bytes are allocated for each request");
        assertEquals(2 * REQUESTS, passed);
    }

    @Test
    void whatARefusalAllocatesIsSeen() throws IOException, ServletException {
        double bytes = bytesPerRequest(new FrugalRequest("/echo", null, OF_A_BROWSER));
        assertTrue(bytes > 100, "only " + bytes + " bytes are seen, so the others prove nothing");
        assertEquals(0, passed);
    }

    /** After as many that are not counted: class loading and lambdas allocate once. */
    private double bytesPerRequest(FrugalRequest request) throws IOException, ServletException {
        FilterChain chain = (passedRequest, passedResponse) -> passed++;
        judge(request, chain);
        long before = threads.getCurrentThreadAllocatedBytes();
        judge(request, chain);
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / REQUESTS;
    }

    private void judge(FrugalRequest request, FilterChain chain)
            throws IOException, ServletException {
        for (int i = 0; i < REQUESTS; i++) {
            filter.doFilter(request, response, chain);
        }
    }
}

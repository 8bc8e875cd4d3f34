package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections to TLS that are reset wherever it happens: no answer reaches another request, and
 * each request succeeds or fails once. The client is Apache's as it comes (5.4.1), which asks by
 * every GET and HEAD; only that it repeats what has failed is switched off.
 */
public abstract class ResetContract extends ContainerContract {

    /** In every build. */
    private static final int FEW_REQUESTS = 2_000;

    private static final int REQUESTS = 10_000;

    private static final int CONNECTIONS = 50;

    /** One head in so many. */
    private static final int HEADS = 8;

    /** So many that about half of the requests are on their way when they are spent. */
    private static final int MAX_BYTES = 9_000;

    private final NumberedApplication application =
            new NumberedApplication(FEW_REQUESTS + REQUESTS);

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    @Test
    void no_answer_reaches_another_request_and_none_is_given_twice() throws Exception {
        send(0, FEW_REQUESTS);
    }

    @Test
    @Tag("matrix")
    @Tag("once")
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void nor_of_ten_thousand() throws Exception {
        send(FEW_REQUESTS, REQUESTS);
    }

    private void send(int first, int count) throws Exception {
        long seed = new Random().nextLong();
        String how = getClass().getSimpleName() + ", seed " + seed;
        AtomicInteger next = new AtomicInteger(first);
        AtomicInteger failed = new AtomicInteger();
        try (ResettingProxy proxy = new ResettingProxy(server(), seed, MAX_BYTES);
                CloseableHttpClient client = client()) {
            ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
            try {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                    all.add(
                            senders.submit(
                                    () -> {
                                        for (int number = next.getAndIncrement();
                                                number < first + count;
                                                number = next.getAndIncrement()) {
                                            if (!succeeds(client, proxy, number)) {
                                                failed.incrementAndGet();
                                            }
                                        }
                                        return null;
                                    }));
                }
                for (Future<?> sender : all) {
                    await(sender, how);
                }
            } finally {
                senders.shutdownNow();
            }
            System.out.println(
                    how + ": " + failed + " of " + count + " failed, resets " + proxy.resets());
            assertTrue(
                    failed.get() > count * 3 / 10 && failed.get() < count * 7 / 10,
                    () -> how + ": not about half have failed, but " + failed);
            assertTrue(
                    failed.get() <= proxy.resets(),
                    () -> how + ": " + failed + " have failed by " + proxy.resets() + " resets");
        }
        for (int number = first; number < first + count; number++) {
            int asked = application.asked(number);
            assertTrue(asked <= 1, how + ": " + number + " was asked " + asked + " times");
        }
        Awaitility.await().until(() -> application.connections() == 0);
    }

    private static void await(Future<?> sender, String how) throws Exception {
        try {
            sender.get(5, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new AssertionError(how + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** As it comes, but that it trusts us, does not repeat, and gives up before the test does. */
    private static CloseableHttpClient client() {
        return HttpClients.custom()
                .disableAutomaticRetries()
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnTotal(CONNECTIONS)
                                .setMaxConnPerRoute(CONNECTIONS)
                                .setTlsSocketStrategy(
                                        new DefaultClientTlsStrategy(TestCertificate.context()))
                                .setDefaultConnectionConfig(
                                        ConnectionConfig.custom()
                                                .setSocketTimeout(20, TimeUnit.SECONDS)
                                                .build())
                                .build())
                .build();
    }

    /** False if the connection failed. */
    private boolean succeeds(CloseableHttpClient client, ResettingProxy proxy, int number)
            throws IOException {
        URI target = proxy.http(NumberedApplication.PATH + number);
        boolean isHead = number % HEADS == 0;
        HttpUriRequestBase request = isHead ? new HttpHead(target) : new HttpGet(target);
        byte[] content;
        try {
            content = client.execute(request, answer -> received(answer, number));
        } catch (IOException reset) {
            return false;
        }
        byte[] expected = isHead ? new byte[0] : NumberedApplication.content(number);
        assertArrayEquals(expected, content, () -> "the answer to " + number);
        assertEquals(1, application.asked(number), () -> "how often " + number + " was asked");
        return true;
    }

    private static byte[] received(ClassicHttpResponse answer, int number) throws IOException {
        byte[] content =
                answer.getEntity() == null
                        ? new byte[0]
                        : EntityUtils.toByteArray(answer.getEntity());
        assertEquals(200, answer.getCode(), () -> "the answer to " + number);
        assertEquals(number, Integer.parseInt(answer.getFirstHeader("Number").getValue()));
        assertEquals("https", answer.getFirstHeader("Scheme").getValue());
        return content;
    }
}

package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web application that is deployed again and again on a running container, while clients go on
 * talking to it: none of them gets stuck or hears a wrong byte, and no application leaves anything
 * behind.
 *
 * <p>Fifty times take a minute, and so only {@code -Dexcluded.groups=none} or {@code -Pmatrix} has
 * them.
 */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class RedeployContract {

    /** Enough for peers that listen; some do not. */
    private static final Duration GOOD_BYE = Duration.ofMillis(300);

    @TempDir private Path directory;

    /** A new container, not started. */
    protected abstract Container container();

    @Test
    void five_redeployments_under_load_leave_nothing_behind() throws Throwable {
        assertNothingIsLeft(5);
    }

    @Test
    @Tag("matrix")
    void fifty_redeployments_under_load_leave_nothing_behind() throws Throwable {
        assertNothingIsLeft(50);
    }

    private void assertNothingIsLeft(int redeployments) throws Throwable {
        Path war = directory.resolve("impatient.war");
        SampleWar.copyImpatient(war, GOOD_BYE);
        OldLoaders loaders = new OldLoaders();
        try (CapturedLog log = CapturedLog.begin();
                Container container = container()) {
            // What stays with the container after the first ones stays for good.
            redeployUnderLoad(container, war, loaders, 2);
            assertForgotten(loaders);
            OpenThings before = OpenThings.now();

            redeployUnderLoad(container, war, loaders, redeployments);
            assertForgotten(loaders);
            assertEquals(Set.of(), registered());
            assertNothingIsOpen(before);
            assertNoComplaint(log.text());
        }
    }

    /** Ends with no application deployed. */
    private void redeployUnderLoad(
            Container container, Path war, OldLoaders loaders, int redeployments) throws Exception {
        URI server = container.deploy(war);
        try (RedeployLoad load = load(server)) {
            for (int i = 0; i < redeployments; i++) {
                load.awaitUnderway();
                undeploy(container, loaders);
                load.undeployed();
                container.deploy(war);
                load.deployed();
            }
            load.awaitUnderway();
            load.noMore();
            undeploy(container, loaders);
            load.awaitEnd();
        }
    }

    private static RedeployLoad load(URI server) {
        return new RedeployLoad(server)
                .add(3, RedeployTalk.PLAIN)
                .add(4, RedeployTalk.ECHO)
                .add(3, RedeployTalk.BRIEF)
                .add(8, RedeployTalk.IDLE)
                .add(4, RedeployTalk.HALF)
                .add(3, RedeployTalk.DEAF)
                .add(4, RedeployTalk.REVERSE);
    }

    private static void undeploy(Container container, OldLoaders loaders) throws Exception {
        loaders.add(container.applicationLoader());
        container.undeploy();
    }

    private static void assertForgotten(OldLoaders loaders) throws Throwable {
        assertEquals(0, loaders.awaitForgotten(Duration.ofSeconds(20)), loaders::threadNames);
    }

    /** The container closes its ends of the connections when it hears of the ends of ours. */
    private static void assertNothingIsOpen(OpenThings before) {
        Awaitility.await()
                .pollInSameThread()
                .untilAsserted(() -> assertEquals(Map.of(), OpenThings.now().beyond(before)));
    }

    private static Set<ObjectName> registered() throws Exception {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("org.upgradefilter:*"), null);
    }

    /**
     * Tomcat looks for what an application has left, and says so. Wrongly of a thread of its own,
     * which visits every application from time to time, and of requests that it has not waited for
     * (10.1, 11).
     */
    private static void assertNoComplaint(String log) {
        List<String> complaints =
                log.lines()
                        .filter(
                                line ->
                                        line.matches(
                                                ".*(likely to create a memory leak|fault of ours).*"))
                        .filter(line -> !line.contains("[Catalina-utility-"))
                        .filter(line -> !line.contains("is still processing a request"))
                        .distinct()
                        .toList();
        assertEquals(List.of(), complaints);
    }
}

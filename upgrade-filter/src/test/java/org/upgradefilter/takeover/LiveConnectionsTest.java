package org.upgradefilter.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.io.Connection;
import org.upgradefilter.servlet.TestConnection;
import org.upgradefilter.servlet.TestDuplex;

@Timeout(60)
class LiveConnectionsTest {

    private static final Switched SWITCHED = new Switched("foo", "/", "192.0.2.1", Instant.EPOCH);

    private static final Duration LONG = Duration.ofSeconds(30);

    private final LiveConnections live = new LiveConnections();
    private final TestConnection connection = new TestConnection();
    private final TestDuplex duplex = new TestDuplex();

    /** Registers and opens a connection. */
    private Connection open(TestConnection opened, TestDuplex over) {
        Connection registered = live.register(opened, over, SWITCHED);
        over.signals().open(registered);
        assertEquals(List.of(), over.failures());
        return registered;
    }

    @Test
    void countsUntilTheEnd() {
        assertEquals(0, live.count());
        open(connection, duplex);
        TestDuplex second = new TestDuplex();
        open(new TestConnection(), second);
        assertEquals(2, live.count());
        duplex.close();
        assertEquals(1, live.count());
        second.close();
        assertEquals(0, live.count());
    }

    @Test
    void countsFromTheDecisionOn() {
        live.register(connection, duplex, SWITCHED);
        assertEquals(1, live.count());
        assertEquals(List.of(), connection.told());
    }

    private boolean isRoom(int most, int mostPerAddress, String address) {
        Optional<LiveConnections.Place> place = live.take(address, most, mostPerAddress);
        place.ifPresent(LiveConnections.Place::giveUp);
        return place.isPresent();
    }

    @Test
    void placesCountUntilTheyAreGivenUp() {
        LiveConnections.Place first = live.take("192.0.2.1", 2, 0).orElseThrow();
        assertTrue(isRoom(2, 0, "192.0.2.1"));
        live.register(connection, duplex, SWITCHED);
        assertFalse(isRoom(2, 0, "192.0.2.2"));
        assertEquals(1, live.count());
        first.giveUp();
        first.giveUp();
        assertTrue(isRoom(2, 0, "192.0.2.2"));
        assertEquals(1, live.count());
    }

    @Test
    void placesCountForTheirAddress() {
        LiveConnections.Place place = live.take("192.0.2.1", 100, 1).orElseThrow();
        assertFalse(isRoom(100, 1, "192.0.2.1"));
        assertTrue(isRoom(100, 1, "192.0.2.2"));
        place.giveUp();
        assertTrue(isRoom(100, 1, "192.0.2.1"));
    }

    @Test
    void oneThatEndsBeforeItIsOpenedSignsOff() {
        Connection registered = live.register(connection, duplex, SWITCHED);
        duplex.close();
        duplex.signals().open(registered);
        assertEquals(List.of("closed"), connection.told());
        assertEquals(0, live.count());
    }

    @Test
    void everyEventArrives() {
        open(connection, duplex);
        duplex.signals().readable();
        duplex.signals().writable();
        duplex.signals().overflow();
        duplex.signals().closed(new IOException("a reset"), () -> {});
        assertEquals(
                List.of("open", "readable", "writable", "overflow", "closed by a reset"),
                connection.told());
    }

    @Test
    void aSingleOneMayBeShutDown() {
        open(connection, duplex).shutdown();
        assertEquals(List.of("open", "shutdown"), connection.told());
        assertFalse(live.isEnding());
        assertFalse(duplex.isClosed());
    }

    @Test
    void shutdownOfNothingIsDoneAtOnce() {
        assertFalse(live.isEnding());
        assertEquals(0, live.shutdown(LONG));
        assertTrue(live.isEnding());
    }

    @Test
    void shutdownLetsEverybodySayGoodBye() {
        connection.onShutdown = duplex::close;
        open(connection, duplex);
        TestConnection second = new TestConnection();
        TestDuplex secondDuplex = new TestDuplex();
        second.onShutdown = secondDuplex::close;
        open(second, secondDuplex);
        assertEquals(0, live.shutdown(LONG));
        assertEquals(List.of("open", "shutdown", "closed"), connection.told());
        assertEquals(List.of("open", "shutdown", "closed"), second.told());
        assertEquals(0, live.count());
    }

    @Test
    void shutdownWaitsForWhoeverTakesHisTime() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        connection.onShutdown = told::countDown;
        open(connection, duplex);
        FutureTask<Integer> shutdown = new FutureTask<>(() -> live.shutdown(LONG));
        Thread thread = new Thread(shutdown, "live connections test");
        thread.start();
        assertTrue(told.await(10, TimeUnit.SECONDS));
        assertFalse(shutdown.isDone());
        duplex.close();
        assertEquals(0, shutdown.get(10, TimeUnit.SECONDS));
        assertEquals(List.of("open", "shutdown", "closed"), connection.told());
    }

    @Test
    void shutdownCutsOffWhatIsLeft() {
        open(connection, duplex);
        TestConnection polite = new TestConnection();
        TestDuplex politeDuplex = new TestDuplex();
        polite.onShutdown = politeDuplex::close;
        open(polite, politeDuplex);
        assertEquals(1, live.shutdown(Duration.ofMillis(1)));
        assertTrue(duplex.isClosed());
        assertEquals(List.of("open", "shutdown", "closed"), connection.told());
        assertEquals(0, live.count());
    }

    @Test
    void shutdownWithoutATimeoutStillSaysGoodBye() {
        open(connection, duplex);
        assertEquals(1, live.shutdown(Duration.ZERO));
        assertEquals(List.of("open", "shutdown", "closed"), connection.told());
    }

    @Test
    void shutdownMayWaitForEver() {
        connection.onShutdown = duplex::close;
        open(connection, duplex);
        assertEquals(0, live.shutdown(ChronoUnit.FOREVER.getDuration()));
    }

    @Test
    void shutdownThatIsInterruptedCutsOffAtOnce() {
        open(connection, duplex);
        Thread.currentThread().interrupt();
        assertEquals(1, live.shutdown(LONG));
        assertTrue(Thread.interrupted(), "and lets its caller know");
        assertTrue(duplex.isClosed());
    }

    @Test
    void shutdownAgainFindsNothing() {
        open(connection, duplex);
        live.shutdown(Duration.ZERO);
        connection.told();
        assertEquals(0, live.shutdown(LONG));
        assertEquals(List.of(), connection.told());
    }

    @Test
    void oneThatIsOpenedTooLateIsShutDown() {
        live.shutdown(Duration.ZERO);
        connection.onShutdown = duplex::close;
        open(connection, duplex);
        assertEquals(List.of("open", "shutdown", "closed"), connection.told());
        assertEquals(0, live.count());
    }

    @Test
    void oneThatThrowsDoesNotKeepTheOthersFromHearing() {
        LiveConnections live = new LiveConnections();
        TestConnection faulty = new TestConnection();
        faulty.onShutdown =
                () -> {
                    throw new IllegalStateException("fault");
                };
        TestDuplex duplex = new TestDuplex();
        duplex.signals().open(live.register(faulty, duplex, SWITCHED));
        assertEquals(1, live.shutdown(Duration.ZERO));
        assertTrue(duplex.isClosed());
    }

    @Test
    void oneThatIsNotOpenYetIsToldAfterwards() {
        LiveConnections live = new LiveConnections();
        TestConnection late = new TestConnection();
        TestDuplex duplex = new TestDuplex();
        assertNotNull(live.register(late, duplex, SWITCHED));
        live.shutdown(Duration.ZERO);
        assertEquals(List.of(), late.told());
        assertTrue(duplex.isClosed());
    }
}

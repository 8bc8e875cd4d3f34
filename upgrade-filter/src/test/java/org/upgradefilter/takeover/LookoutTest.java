package org.upgradefilter.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection as the duplexes are one: reads a batch, then asks for more. */
@Timeout(60)
class LookoutTest {

    private enum Found {
        BATCH,
        NOTHING
    }

    private final Lookout lookout = new Lookout(this::read, this::register, this::nanoTime);

    /** What each call of the system gives; nothing when there is no more. */
    private final Deque<Found> socket = new ArrayDeque<>();

    private int calls;
    private int registrations;
    private long now;

    /** How long the others take, each time they have their turn. */
    private long delay;

    private long nanoTime() {
        now += delay;
        return now;
    }

    private void register() {
        registrations++;
    }

    private void read() {
        calls++;
        Found found = socket.isEmpty() ? Found.NOTHING : socket.remove();
        if (found == Found.BATCH) {
            if (!lookout.looksAgain()) {
                registrations++;
            }
        } else {
            lookout.foundNothing();
            registrations++;
        }
    }

    private void comes(Found... found) {
        socket.addAll(Arrays.asList(found));
        lookout.onInput();
        assertTrue(socket.isEmpty(), "all was read");
    }

    @Test
    void whatComesMeanwhileIsReadByTheSameWorker() {
        comes(Found.BATCH, Found.BATCH, Found.BATCH);
        assertEquals(4, calls);
    }

    @Test
    void inTheEndTheSelectorIsAskedOnce() {
        comes(Found.BATCH, Found.BATCH, Found.NOTHING);
        assertEquals(3, calls);
        assertEquals(1, registrations);
    }

    @Test
    void anEventInVainIsNoReasonToLookAgain() {
        comes(Found.NOTHING);
        assertEquals(1, calls);
        assertEquals(1, registrations);
    }

    @Test
    void aConnectionThatDoesNotReadIsLeftAlone() {
        int[] told = {0};
        new Lookout(() -> told[0]++, () -> {}).onInput();
        assertEquals(1, told[0]);
    }

    /** It may wait for input, which nobody else would tell of. */
    @Test
    void whoHasPromisedALookAndGoesIntoTheApplicationAsksTheSelector() {
        boolean[] promised = {false};
        Lookout[] looked = {null};
        looked[0] =
                new Lookout(
                        () -> {
                            calls++;
                            if (calls == 1) {
                                promised[0] = looked[0].looksAgain();
                                looked[0].call(() -> assertEquals(1, registrations, "asked"));
                            }
                        },
                        () -> registrations++,
                        this::nanoTime);
        looked[0].onInput();
        assertTrue(promised[0]);
        assertEquals(1, calls, "and looks no more");
    }

    /** For whoever comes out of there is here then, too. */
    @Test
    void whoHasPromisedALookAsksTheSelectorThoughAnotherHasComeOutOfTheApplication() {
        CompletableFuture<Void> inside = new CompletableFuture<>();
        CompletableFuture<Void> promised = new CompletableFuture<>();
        CompletableFuture<Void> outside = new CompletableFuture<>();
        AtomicInteger batches = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        Lookout[] looked = {null};
        looked[0] =
                new Lookout(
                        () -> {
                            int batch = batches.incrementAndGet();
                            if (batch == 1) {
                                looked[0].call(
                                        () -> {
                                            inside.complete(null);
                                            promised.join();
                                        });
                                outside.complete(null);
                            } else if (batch == 2) {
                                assertTrue(looked[0].looksAgain());
                                promised.complete(null);
                                outside.join();
                                looked[0].call(() -> assertEquals(1, asked.get()));
                            }
                        },
                        asked::incrementAndGet);
        CompletableFuture<Void> first = CompletableFuture.runAsync(looked[0]::onInput);
        inside.join();
        looked[0].onInput();
        first.join();
        assertEquals(2, batches.get(), "and looks no more");
    }

    @Test
    void theApplicationPromisesNoLook() {
        boolean[] promises = new boolean[2];
        Lookout[] looked = {null};
        looked[0] =
                new Lookout(
                        () -> {
                            calls++;
                            looked[0].call(() -> promises[0] = looked[0].looksAgain());
                            promises[1] = calls == 1 && looked[0].looksAgain();
                        },
                        () -> registrations++,
                        this::nanoTime);
        looked[0].onInput();
        assertFalse(promises[0], "it may block before the look");
        assertEquals(2, calls, "but whoever comes out of it looks as before");
        assertEquals(0, registrations);
    }

    /** It may block, and others are to be heard meanwhile. */
    @Test
    void whatIsKeptIsRunWhenTheSelectorTellsOfInputAgain() {
        List<String> events = new ArrayList<>();
        Lookout[] looked = {null};
        looked[0] =
                new Lookout(
                        () -> {
                            assertTrue(looked[0].keep(() -> events.add("kept")));
                            assertFalse(looked[0].keep(() -> events.add("kept, too")));
                            assertTrue(looked[0].looksAgain());
                            events.add("read");
                        },
                        () -> {
                            events.add("asked");
                            assertFalse(looked[0].looksAgain(), "promises no look any more");
                        },
                        this::nanoTime);
        looked[0].onInput();
        looked[0].onInput();
        assertEquals(List.of("read", "asked", "kept", "read", "asked", "kept"), events);
    }

    @Test
    void nothingIsKeptInsideWhatIsKept() {
        boolean[] keeps = {true, true};
        Lookout[] looked = {null};
        looked[0] =
                new Lookout(
                        () -> looked[0].keep(() -> keeps[0] = looked[0].keep(() -> {})),
                        () -> {},
                        this::nanoTime);
        looked[0].onInput();
        assertFalse(keeps[0]);
        looked[0].call(() -> keeps[1] = looked[0].keep(() -> {}));
        assertFalse(keeps[1], "nor by whoever has not come with input");
    }

    @Test
    void nothingIsKeptInTheApplication() {
        boolean[] keeps = {true, false};
        Lookout[] looked = {null};
        looked[0] =
                new Lookout(
                        () -> {
                            looked[0].call(() -> keeps[0] = looked[0].keep(() -> {}));
                            keeps[1] = looked[0].keep(() -> {});
                        },
                        () -> {},
                        this::nanoTime);
        looked[0].onInput();
        assertFalse(keeps[0]);
        assertTrue(keeps[1]);
    }

    /** Whoever asks for the next request in the midst of one. */
    private Lookout answering(int[] askedInside) {
        Lookout[] looked = {null};
        looked[0] =
                new Lookout(
                        () -> {
                            Found found = socket.isEmpty() ? Found.NOTHING : socket.remove();
                            calls++;
                            if (found == Found.NOTHING) {
                                looked[0].foundNothing();
                                registrations++;
                                return;
                            }
                            looked[0].answer(
                                    () -> {
                                        assertTrue(looked[0].looksAgain(), "left to this worker");
                                        askedInside[0] += registrations;
                                    });
                        },
                        () -> registrations++,
                        this::nanoTime);
        return looked[0];
    }

    @Test
    void aRequestThatIsAnsweredMakesTheWorkerLookForTheNextOne() {
        int[] askedInside = {0};
        socket.addAll(List.of(Found.BATCH, Found.BATCH, Found.BATCH));
        answering(askedInside).onInput();
        assertEquals(4, calls);
        assertEquals(1, registrations);
        assertEquals(0, askedInside[0]);
    }

    @Test
    void whereNoLookIsTakenTheSelectorIsAskedWhenTheRequestHasBeenLeft() {
        int[] askedInside = {0};
        for (int i = 0; i < 9; i++) {
            socket.add(Found.BATCH);
        }
        answering(askedInside).onInput();
        assertEquals(9, calls);
        assertEquals(1, registrations);
        assertEquals(0, askedInside[0], "another worker would have come too early");
    }

    @Test
    void aRequestOnAnotherThreadLooksForNothing() {
        boolean[] promised = {true};
        lookout.answer(() -> promised[0] = lookout.looksAgain());
        assertFalse(promised[0]);
    }

    @Test
    void theWorkerIsGivenBackWhileInputStillComes() {
        for (int i = 0; i < 20; i++) {
            socket.add(Found.BATCH);
        }
        lookout.onInput();
        assertEquals(9, calls);
        assertEquals(1, registrations);
        lookout.onInput();
        assertEquals(18, calls);
        assertEquals(2, registrations);
    }

    @Test
    void looksInVainBecomeRare() {
        int looks = 0;
        for (int i = 0; i < 1000; i++) {
            calls = 0;
            comes(Found.BATCH);
            looks += calls - 1;
        }
        assertEquals(1000, registrations);
        assertTrue(looks > 10 && looks < 30, "looks: " + looks);
    }

    @Test
    void aLookThatFindsSomethingMakesThemFrequentAgain() {
        for (int i = 0; i < 100; i++) {
            comes(Found.BATCH);
        }
        int found = 0;
        while (found == 0) {
            calls = 0;
            socket.add(Found.BATCH);
            socket.add(Found.BATCH);
            lookout.onInput();
            found = calls - 1;
            socket.clear();
        }
        calls = 0;
        comes(Found.BATCH, Found.BATCH);
        assertTrue(calls >= 2, "looked at once");
    }

    @Test
    void looksThatOthersDelayBecomeRareAlthoughTheyFindSomething() {
        delay = TimeUnit.MILLISECONDS.toNanos(11);
        int looks = 0;
        for (int i = 0; i < 1000; i++) {
            calls = 0;
            socket.add(Found.BATCH);
            socket.add(Found.BATCH);
            lookout.onInput();
            looks += calls - 1;
            socket.clear();
        }
        assertTrue(looks > 10 && looks < 50, "looks: " + looks);
    }

    @Test
    void anotherThreadThatReadsAsksTheSelector() throws Exception {
        CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
        Lookout[] own = new Lookout[1];
        own[0] =
                new Lookout(
                        () -> {
                            Thread other =
                                    new Thread(() -> elsewhere.complete(own[0].looksAgain()));
                            other.start();
                            elsewhere.join();
                        },
                        this::register);
        own[0].onInput();
        assertFalse(elsewhere.get(10, TimeUnit.SECONDS));
        assertFalse(own[0].looksAgain(), "nobody is here");
    }

    @Test
    void afterAFailureNobodyIsHere() {
        Lookout failing =
                new Lookout(
                        () -> {
                            throw new IllegalStateException("fails");
                        },
                        this::register);
        assertThrows(IllegalStateException.class, failing::onInput);
        assertFalse(failing.looksAgain());
    }
}

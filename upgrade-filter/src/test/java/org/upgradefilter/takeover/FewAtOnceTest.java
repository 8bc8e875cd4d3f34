package org.upgradefilter.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FewAtOnceTest {

    /** Workers that begin when the test wants them to. */
    private final Deque<Runnable> begun = new ArrayDeque<>();

    private final List<String> told = new ArrayList<>();
    private final FewAtOnce turns = new FewAtOnce(2);

    private void execute(Executor pool, String name) {
        turns.execute(pool, () -> told.add(name), e -> told.add(name + " rejected"));
    }

    @Test
    void others_wait_in_their_order() {
        for (String name : List.of("a", "b", "c", "d")) {
            execute(begun::add, name);
        }
        assertEquals(2, begun.size());

        begun.remove().run();
        assertEquals(List.of("a"), told);
        assertEquals(2, begun.size());

        while (!begun.isEmpty()) {
            begun.remove().run();
        }
        assertEquals(List.of("a", "b", "c", "d"), told);
    }

    @Test
    void task_that_throws_makes_room() {
        Runnable failing =
                () -> {
                    throw new IllegalStateException("as the test wants it");
                };
        turns.execute(begun::add, failing, e -> told.add("rejected"));
        turns.execute(begun::add, failing, e -> told.add("rejected"));
        execute(begun::add, "a");
        for (int i = 0; i < 2; i++) {
            try {
                begun.remove().run();
            } catch (IllegalStateException e) {
                told.add("thrown");
            }
        }
        begun.remove().run();
        assertEquals(List.of("thrown", "thrown", "a"), told);
    }

    @Test
    void rejected_task_is_told_of_and_makes_room() {
        Executor closed =
                task -> {
                    throw new RejectedExecutionException();
                };
        for (String name : List.of("a", "b", "c")) {
            execute(closed, name);
        }
        execute(begun::add, "d");
        begun.remove().run();
        assertEquals(List.of("a rejected", "b rejected", "c rejected", "d"), told);
    }
}
